#!/usr/bin/env bash
# Runs Puna and llama.cpp in turn on the same file with the same number of threads, and prints the
# median of each test and the ratio. A machine that is shared drifts; what runs in turn drifts alike.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/compare-common.sh"

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
[[ -f $model ]] || fail "-m must name a GGUF file, not '$model'"
[[ -n $bin || -n $node ]] || fail "name llama.cpp's folder (-l) or node-llama-cpp's (-j)"
[[ -z $bin || -x $bin/llama-bench ]] || fail "$bin has no llama-bench"
[[ -z $bin || $together == 0 || -x $bin/llama-batched-bench ]] || fail "$bin has no llama-batched-bench"
[[ -z $node || -d $node/node_modules/node-llama-cpp ]] || fail "$node has no node_modules/node-llama-cpp"
[[ -z $node ]] || together=0

csv=$work/csv

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
medians llama.cpp
