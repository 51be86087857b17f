# The collector, one for each Docker host. Built from the top of the repository:
#   docker build -f deploy/collector.Dockerfile -t diagnoser-collector:local .
# Without a network: deploy/publish collector artifacts/publish/collector, then the same with
#   --build-arg PREBUILT=artifacts/publish/collector --build-arg SDK_IMAGE=any image with a shell --build-arg BASE_IMAGE=any with glibc
# "aot": with the C toolchain. It makes code for its own processor: build for each with that processor.
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0-noble-aot
# The program brings its own runtime: this holds the C library, OpenSSL and certificates, and no shell.
ARG BASE_IMAGE=mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled

FROM ${SDK_IMAGE} AS publish
ARG PREBUILT=
WORKDIR /source
COPY . .
# The last image has no shell: its folder of data is made here, one below what is copied, since only that keeps its rights.
# So is the folder of the socket that its proxy offers.
RUN sh deploy/publish collector /out && mkdir -p /state/collector /offered/diagnoser && chmod 770 /state/collector /offered/diagnoser
# The classic builder leaves this stage behind: docker image prune --filter label=diagnoser.stage
LABEL diagnoser.stage=publish

FROM ${BASE_IMAGE}
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="diagnoser-collector" \
      org.opencontainers.image.description="Tells why Docker containers die: the collector of a host" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=publish /out /app
# A volume that is mounted here for the first time takes over owner and rights.
COPY --from=publish --chown=1654:1654 /state /var/lib/diagnoser
COPY --from=publish --chown=1654:1654 /offered /run
ENV DIAGNOSER__Collector__Data=/var/lib/diagnoser/collector
USER 1654:1654
VOLUME /var/lib/diagnoser/collector
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["/app/diagnoser-collector", "healthcheck"]
ENTRYPOINT ["/app/diagnoser-collector"]
CMD ["run"]
