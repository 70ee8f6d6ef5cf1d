# One image for every service: `python -m services.<name> serve | migrate`. What runs, and nothing of what develops.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
RUN python -m venv /opt/idm
COPY requirements.lock /
# Wheels only: a package that had to be compiled, or whose hash is another, ends the build.
RUN /opt/idm/bin/pip install --quiet --disable-pip-version-check --no-cache-dir --only-binary=:all: \
    --require-hashes -r /requirements.lock
COPY shared /app/shared
COPY services /app/services
COPY cli /app/cli
COPY docker/ready.py docker/make_passwords.py /app/
# The root file system is read-only later, so Python could not keep what it compiles.
RUN /opt/idm/bin/python -m compileall -q --invalidation-mode unchecked-hash /app \
 && /opt/idm/bin/pip uninstall --quiet --yes pip setuptools

FROM ${PYTHON_IMAGE}
RUN groupadd --gid 10001 idm && useradd --uid 10001 --gid idm --no-create-home --shell /usr/sbin/nologin idm
ENV PATH=/opt/idm/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
COPY --from=build /opt/idm /opt/idm
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8000
CMD ["python", "-c", "raise SystemExit('say which: python -m services.<name> serve | migrate')"]
