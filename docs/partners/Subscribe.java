import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.consumer.KafkaConsumer;

public class Subscribe {
    public static void main(String[] topics) {
        var env = System.getenv();
        var settings = new Properties();
        settings.putAll(Map.of("bootstrap.servers", env.get("IDM_KAFKA"), "group.id", env.get("IDM_GROUP"), "auto.offset.reset", "earliest",
            "security.protocol", "SASL_SSL", "ssl.truststore.type", "PEM", "ssl.truststore.location", env.get("IDM_CA"), "sasl.mechanism", "SCRAM-SHA-256",
            "sasl.jaas.config", "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + env.get("IDM_USER") + "\" password=\"" + env.get("IDM_PASSWORD") + "\";",
            "key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer", "value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer"));
        try (var consumer = new KafkaConsumer<String, String>(settings)) {
            consumer.subscribe(List.of(topics));
            while (true) for (var message : consumer.poll(Duration.ofSeconds(1))) {
                var said = new StringJoiner(" ");
                for (var name : List.of("ce_type", "ce_subject", "ce_epoch", "ce_sequence")) said.add(new String(message.headers().lastHeader(name).value()));
                System.out.println(said + " " + message.value());
            }
        }
    }
}
