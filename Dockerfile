# Build: docker build -t mfa-bot .    Run: compose.yaml shows it with its Redis.
FROM python:3.13-slim-trixie AS build

# requirements-aws.txt is for a bot that asks AWS (docs/aws.md).
ARG REQUIREMENTS=requirements.txt
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore
WORKDIR /src

# What changes seldom comes first. Nothing is installed that a hash doesn't vouch for.
RUN python -m venv --without-pip /opt/mfa-bot
COPY requirements.txt requirements-aws.txt requirements-build.txt ./
RUN pip --python /opt/mfa-bot/bin/python install --require-hashes --only-binary :all: -r ${REQUIREMENTS} \
    && pip install --require-hashes --only-binary :all: -r requirements-build.txt

COPY pyproject.toml README.md app.yaml team.example.yaml ./
COPY flows flows
COPY bot bot
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && pip --python /opt/mfa-bot/bin/python install --no-deps /wheels/*.whl


FROM python:3.13-slim-trixie

LABEL org.opencontainers.image.title="mfa-bot" \
      org.opencontainers.image.description="A Slack bot that leads on-call engineers through AWS root MFA recovery" \
      org.opencontainers.image.version="0.2.0"

RUN groupadd --gid 10001 mfa-bot \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin mfa-bot
COPY --from=build /opt/mfa-bot /opt/mfa-bot

# Nothing is written below /: the file system may be read-only. All that lasts is in Redis.
ENV PATH=/opt/mfa-bot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 \
    PORT=3000 \
    OPERATE_HOST=0.0.0.0 \
    OPERATE_PORT=3001
WORKDIR /
USER 10001:10001
EXPOSE 3000 3001
STOPSIGNAL SIGTERM

HEALTHCHECK --interval=15s --timeout=5s --start-period=15s --retries=3 \
    CMD ["python", "-m", "bot.health.healthcheck"]

ENTRYPOINT ["mfa-bot"]
CMD ["run"]
