#!/usr/bin/env bash
# Runs Puna and llama.cpp in turn on the same file with the same number of threads, and prints the
# median of each test and the ratio. A machine that is shared drifts; what runs in turn drifts alike.
set -euo pipefail

usage() {
  cat <<'EOF'
Usage: benchmarks/compare-llamacpp.sh -m MODEL.gguf (-l DIR | -j DIR) [OPTION VALUE]...

  -l DIR  folder with llama-bench and llama-batched-bench, built for this machine
  -j DIR  folder where `npm install node-llama-cpp` was run: prebuilt, slower, one sequence only
  -t N    threads of both                                  default: one a core
  -n N    rounds; each runs every test of both once        default: 5
  -p N    tokens of the prompt                             default: 512
  -g N    tokens to generate                               default: 128
  -b N    sequences that generate together; 0 for none     default: 16
  -d N    tokens in the cache before; 0 for none           default: 4096
  -c TYPE llama.cpp's type of keys and values, f16 or f32  default: f16, its own default
EOF
}

fail() {
  printf 'compare-llamacpp: %s\n' "$1" >&2
  exit 1
}

model='' bin='' node=''
threads=$(getconf _NPROCESSORS_ONLN)
rounds=5 prompt=512 generate=128 together=16 depth=4096 cache=f16
while [[ $# -gt 0 ]]; do
  [[ $1 != -h && $1 != --help ]] || { usage; exit 0; }
  [[ $# -ge 2 ]] || fail "$1 needs a value; see --help"
  case $1 in
  -m) model=$2 ;;
  -l) bin=$2 ;;
  -j) node=$2 ;;
  -t) threads=$2 ;;
  -n) rounds=$2 ;;
  -p) prompt=$2 ;;
  -g) generate=$2 ;;
  -b) together=$2 ;;
  -d) depth=$2 ;;
  -c) cache=$2 ;;
  *) fail "there is no option $1; see --help" ;;
  esac
  shift 2
done
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[[ -f $model ]] || fail "-m must name a GGUF file, not '$model'"
[[ -n $bin || -n $node ]] || fail "name llama.cpp's folder (-l) or node-llama-cpp's (-j)"
[[ -z $bin || -x $bin/llama-bench ]] || fail "$bin has no llama-bench"
[[ -z $bin || $together == 0 || -x $bin/llama-batched-bench ]] || fail "$bin has no llama-batched-bench"
[[ -z $node || -d $node/node_modules/node-llama-cpp ]] || fail "$node has no node_modules/node-llama-cpp"
[[ -z $node ]] || together=0

samples=$(mktemp)
log=$(mktemp)
csv=$(mktemp)
trap 'rm -f "$samples" "$log" "$csv"' EXIT

# Runs a command; its errors are shown only if it fails.
run() {
  "$@" 2>"$log" || { cat "$log" >&2; fail "failed: $*"; }
}

# Lines of "ENGINE TEST SPEED", also to the terminal.
record() {
  sed "s/^/$1 /" | tee -a "$samples" >&2
}

puna() {
  run "$here/../puna" bench -m "$model" -t "$threads" -r 1 -o csv "$@" |
    awk -F, 'NR > 1 { gsub(/"/, "", $1); gsub(/ /, "_", $1); print $1, $8 }' | record puna
}

puna_tests() {
  if [[ $together != 0 ]]; then
    puna -p "$prompt" -n "$generate" --batch "1,$together"
  else
    puna -p "$prompt" -n "$generate"
  fi
  [[ $depth == 0 ]] || puna -p 0 -n "$generate" --depth "$depth"
}

# llama-bench's last columns: ...,n_prompt,n_gen,n_depth,test_time,avg_ns,stddev_ns,avg_ts,stddev_ts
llama_bench() {
  run "$bin/llama-bench" -m "$model" -t "$threads" -ctk "$cache" -ctv "$cache" -r 1 -o csv "$@" >"$csv"
  awk -F, 'NR > 1 {
    gsub(/"/, "")
    name = $(NF - 7) > 0 ? "pp" $(NF - 7) : "tg" $(NF - 6)
    print name ($(NF - 5) > 0 ? "_@_d" $(NF - 5) : ""), $(NF - 1)
  }' "$csv" | record llama.cpp
}

llama_tests() {
  if [[ -n $node ]]; then
    run node "$here/node-llama-cpp.mjs" "$node" "$model" "$threads" "$prompt" "$generate" "$depth" |
      record llama.cpp
    return
  fi
  llama_bench -p "$prompt" -n "$generate"
  if [[ $together != 0 ]]; then
    # Its own warm-up needs some room beside what the test does.
    run "$bin/llama-batched-bench" -m "$model" -t "$threads" -ctk "$cache" -ctv "$cache" \
      -c $((together * (generate + 1) + 2048)) -npp 1 -ntg "$generate" -npl "$together" \
      --output-format jsonl |
      sed -n "s/.*\"speed_tg\": \([0-9.]*\).*/tg${generate}_x$together \1/p" | record llama.cpp
  fi
  [[ $depth == 0 ]] || llama_bench -p 0 -n "$generate" -d "$depth"
}

for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds" >&2
  puna_tests
  llama_tests
done

echo "$(basename "$model"), $threads threads, medians of $rounds rounds, tokens/s"
echo "$("$here/../puna" --version | head -n 1), $(date -u +%F)"
if [[ -n $node ]]; then
  echo "llama.cpp as prebuilt in node-llama-cpp"
else
  awk -F'","' 'NR == 2 { sub(/"/, "", $1); print "llama.cpp " $1 ", on " $3 }' "$csv"
fi
echo
echo "| test | Puna | llama.cpp | ratio |"
echo "| --- | ---: | ---: | ---: |"
sort -k2,2 -k1,1 -k3,3g "$samples" | awk '
  function median(engine, test,    key, n) {
    key = engine " " test
    n = count[key]
    if (n == 0) return 0
    return n % 2 ? value[key, (n + 1) / 2] : (value[key, n / 2] + value[key, n / 2 + 1]) / 2
  }
  {
    key = $1 " " $2
    value[key, ++count[key]] = $3
    if (!($2 in seen)) { seen[$2]; tests[++total] = $2 }
  }
  END {
    for (i = 1; i <= total; i++) {
      ours = median("puna", tests[i])
      theirs = median("llama.cpp", tests[i])
      name = tests[i]
      gsub(/_/, " ", name)
      ratio = theirs ? sprintf("%.2f", ours / theirs) : "-"
      printf("| %s | %.2f | %.2f | %s |\n", name, ours, theirs, ratio)
    }
  }'
