#!/usr/bin/env bash
# Runs Puna and llama3.java in turn on the same file with the same number of threads and the same
# JVM, and prints the median of each test and the ratio.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/compare-common.sh"

usage() {
  cat <<'EOF'
Usage: benchmarks/compare-java.sh -m MODEL.gguf -l DIR [OPTION VALUE]...

  -l DIR  clone of https://github.com/mukel/llama3.java; nothing is written there
  -j DIR  JDK that runs llama3.java                        default: the one that runs Puna
  -t N    threads of both                                  default: one a core
  -n N    rounds; each runs every test of both once        default: 5
  -p N    tokens of the prompt                             default: 512
  -g N    tokens to generate                               default: 128

Flags in PUNA_JAVA_OPTS go to both.
EOF
}

model='' peer='' jdk=''
threads=$(getconf _NPROCESSORS_ONLN)
rounds=5 prompt=512 generate=128
while [[ $# -gt 0 ]]; do
  [[ $1 != -h && $1 != --help ]] || { usage; exit 0; }
  [[ $# -ge 2 ]] || fail "$1 needs a value; see --help"
  [[ $1 != -[tnpg] || $2 =~ ^[1-9][0-9]{0,5}$ ]] || fail "$1 needs a number from 1 to 999999, not '$2'"
  case $1 in
  -m) model=$2 ;;
  -l) peer=$2 ;;
  -j) jdk=$2 ;;
  -t) threads=$2 ;;
  -n) rounds=$2 ;;
  -p) prompt=$2 ;;
  -g) generate=$2 ;;
  *) fail "there is no option $1; see --help" ;;
  esac
  shift 2
done
[[ -f $model ]] || fail "-m must name a GGUF file, not '$model'"
[[ -f $peer/Llama3.java ]] || fail "-l must name a clone of llama3.java; '$peer' has no Llama3.java"

classes=$work/classes
mkdir "$classes"

# Builds Puna, if need be, and tells which JDK it has found.
version=$(run "$here/../puna" --version)
if [[ -z $jdk ]]; then
  jdk=$(PUNA_JAVA_OPTS=-XshowSettings:properties run "$here/../puna" --version >/dev/null &&
    sed -n 's/^ *java\.home = //p' "$log")
fi
[[ -x $jdk/bin/javac ]] || fail "-j must name a JDK; '$jdk' has no bin/javac"
run "$jdk/bin/javac" -nowarn --add-modules jdk.incubator.vector -d "$classes" \
  "$peer/Llama3.java" "$here/Llama3JavaBench.java"

# The flags are those that llama3.java names for itself. It computes in the common pool and in the
# thread that calls. Its report is "context: N/N prompt: SPEED tokens/s (N) generation: SPEED
# tokens/s (N)"; the first of the generated tokens, which it counts, is the work of the prompt.
java_tests() {
  # shellcheck disable=SC2086 # several flags
  run "$jdk/bin/java" --add-modules jdk.incubator.vector \
    -Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0 \
    -Djava.util.concurrent.ForkJoinPool.common.parallelism=$((threads - 1)) \
    ${PUNA_JAVA_OPTS:-} -cp "$classes" com.llama4j.Llama3JavaBench "$model" "$prompt" "$generate"
  awk '
    /^(pp|tg)[0-9]+$/ { test = $1 }
    test && /^context:/ {
      count = substr($NF, 2) + 0
      print test, test ~ /^pp/ ? $4 : $(NF - 2) * (count - 1) / count
      test = ""
      reports++
    }
    END { exit reports != 2 }' "$log" | record llama3.java ||
    { cat "$log" >&2; fail "llama3.java's report is not understood; it is above"; }
}

for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds" >&2
  puna -p "$prompt" -n "$generate"
  java_tests
done

echo "$(basename "$model"), $threads threads, medians of $rounds rounds, tokens/s"
echo "${version%%$'\n'*}, $(date -u +%F)"
echo "llama3.java $(git -C "$peer" log -1 --format='%h of %cs' 2>/dev/null || echo 'of no known version')," \
  "on $("$jdk/bin/java" -version 2>&1 | sed -n 2p)"
medians llama3.java
