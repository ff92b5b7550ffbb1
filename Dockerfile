# The API alone: 'docker compose up --build' brings it up with MySQL.
FROM python:3.13-slim AS build
RUN apt-get update -q \
 && apt-get install -y -q --no-install-recommends gcc libc6-dev libmariadb-dev pkg-config \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /build
RUN python -m venv /opt/rawboard
COPY requirements/runtime.lock requirements/
RUN /opt/rawboard/bin/pip install --quiet --no-cache-dir --require-hashes -r requirements/runtime.lock
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY sql sql
COPY src src
RUN /opt/rawboard/bin/pip install --quiet --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN apt-get update -q \
 && apt-get install -y -q --no-install-recommends libmariadb3 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home rawboard
COPY --from=build /opt/rawboard /opt/rawboard
ENV PATH=/opt/rawboard/bin:$PATH PYTHONUNBUFFERED=1 RAWBOARD_HOST=0.0.0.0
WORKDIR /srv
USER rawboard
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["rawboard", "serve"]
