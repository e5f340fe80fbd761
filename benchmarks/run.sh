#!/bin/sh
# The whole suite: every benchmark, start, memory, latency, a live stream and peers, in a quarter of an hour on an idle
# machine with two cores.
#
#   benchmarks/run.sh            into benchmarks/results and the tables of docs/benchmarks.md
#   benchmarks/run.sh --quick    a rough look in a minute, into benchmarks/target
#   benchmarks/run.sh --only classify    one topic, by the name of its file in benchmarks/results
#
# PYTHON names the interpreter that has opencv-python-headless, onnxruntime and numpy, for the peer in Python, which is
# skipped without them; MVN what to call instead of mvn, such as "mvn -o".
set -eu
cd "$(dirname "$0")/.."
arguments=
case "${1-}" in
"") ;;
--quick)
  mkdir -p benchmarks/target
  cp docs/benchmarks.md benchmarks/target/benchmarks.md
  arguments="-Dsuite.args=target/results peers target/benchmarks.md --quick"
  ;;
--only)
  arguments="-Dsuite.args=results peers ../docs/benchmarks.md --only ${2:?names a topic}"
  ;;
*)
  sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
  exit 2
  ;;
esac
exec ${MVN:-mvn} -q -pl benchmarks -am -DskipTests compile exec:exec@suite ${arguments:+"$arguments"}
