# The server ("diagnoser"). Built from the top of the repository:
#   docker build -f deploy/server.Dockerfile -t diagnoser:local .
# Without a network: deploy/publish server artifacts/publish/server, then the same with
#   --build-arg PREBUILT=artifacts/publish/server --build-arg SDK_IMAGE=any image with a shell --build-arg BASE_IMAGE=any with ASP.NET 10
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
# "chiseled": no shell and no package manager. "extra": with the time zones.
ARG BASE_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra

FROM ${SDK_IMAGE} AS publish
ARG PREBUILT=
WORKDIR /source
COPY . .
# The last image has no shell: its folder of data is made here, one below what is copied, since only that keeps its rights.
RUN sh deploy/publish server /out && mkdir -p /state/server && chmod 770 /state/server
# The classic builder leaves this stage behind: docker image prune --filter label=diagnoser.stage
LABEL diagnoser.stage=publish

FROM ${BASE_IMAGE}
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="diagnoser" \
      org.opencontainers.image.description="Tells why Docker containers die: the server" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=publish /out /app
# For a store in an SQLite file; with PostgreSQL nothing is written.
COPY --from=publish --chown=1654:1654 /state /var/lib/diagnoser
ENV DIAGNOSER__Http__Listen=0.0.0.0:8080 \
    DIAGNOSER__Store__Data=/var/lib/diagnoser/server \
    DOTNET_EnableDiagnostics=0
# The number, not the name: an orchestrator can then see that it is not root.
USER 1654:1654
EXPOSE 8080
STOPSIGNAL SIGTERM
# Whether it lives. That the broker is away is no reason for an orchestrator to restart it; "healthcheck --ready" asks for that too.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["dotnet", "/app/diagnoser.dll", "healthcheck"]
ENTRYPOINT ["dotnet", "/app/diagnoser.dll"]
CMD ["server"]
