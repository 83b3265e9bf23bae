# Rapport in a container: docs/operate.md says how it is run. Nothing of it is written to but /app/data (and /tmp).

FROM node:22-bookworm-slim AS modules
WORKDIR /app
# For better-sqlite3, where there is no build of it for this machine.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends g++ make python3 && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
# PGlite is for tests alone; npm leaves it in, since drizzle-orm could use it.
RUN npm ci --omit=dev --no-audit --no-fund && rm -rf node_modules/@electric-sql
# It is optional, so that npm would go on without it.
RUN node -e "new (require('better-sqlite3'))(':memory:')"

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=modules /app/node_modules node_modules
COPY . .
RUN mkdir data && chown node:node data && chmod 700 data
USER node
VOLUME /app/data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "./src/load-typescript.js", "src/main.ts"]
