# Sourced by the scripts of this folder: where test hosts live and what they are called.
# Names, addresses and folders are this project's own, so that hosts of other programs on the machine are never touched.

CACHE=${DIAGNOSER_TEST_CACHE:-$HOME/.cache/diagnoser-test-hosts}
ENGINE=$CACHE/docker            # Docker, unpacked
RUN=/run/diagnoser-test         # sockets and process ids; a folder that an unprivileged user can walk into
BRIDGE=dgnbr0
NETWORK=10.201.0                # hosts are $NETWORK.11, $NETWORK.12, …

export DIAGNOSER_TEST_STARTED=${DIAGNOSER_TEST_STARTED:-$EPOCHSECONDS}
say() { printf '[+%3ds] %s\n' "$((EPOCHSECONDS - DIAGNOSER_TEST_STARTED))" "$*" >&2; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# Everything about host N.
host_settings() {
  [[ $1 =~ ^[1-9]$ ]] || die "a host is a number from 1 to 9, not '$1'"
  NUMBER=$1
  NAMESPACE=dgn$1
  ADDRESS=$NETWORK.$((10 + $1))
  STATE=$CACHE/hosts/$1         # images and containers; kept between runs
  RUNTIME=$RUN/$1
  SOCKET=$RUNTIME/docker.sock
}
