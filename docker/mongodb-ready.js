// The health check of MongoDB: makes the replica set when there is none, and is content once this node takes writes.
const patienceMs = 5000;

if (!db.hello().isWritablePrimary) {
  try {
    rs.status();
  } catch (error) {
    if (error.codeName !== 'NotYetInitialized') throw error;
    rs.initiate({ _id: 'idm', members: [{ _id: 0, host: 'mongodb:27017' }] });
  }
}
// The election takes a moment; to wait for it here spares a round of the health check.
const deadline = Date.now() + patienceMs;
while (!db.hello().isWritablePrimary && Date.now() < deadline) sleep(100);
quit(db.hello().isWritablePrimary ? 0 : 1);
