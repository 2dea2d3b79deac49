# What the compare-*.sh scripts share: they source this file.
# shellcheck shell=bash

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
samples=$work/samples
log=$work/log

fail() {
  printf '%s: %s\n' "$(basename "$0" .sh)" "$1" >&2
  exit 1
}

# Runs a command; its errors are shown only if it fails.
run() {
  "$@" 2>"$log" || { cat "$log" >&2; fail "failed: $*"; }
}

# Lines of "ENGINE TEST SPEED", also to the terminal.
record() {
  sed "s/^/$1 /" | tee -a "$samples" >&2
}

# Runs `puna bench` on $model with $threads and more options.
puna() {
  run "$here/../puna" bench -m "$model" -t "$threads" -r 1 -o csv "$@" |
    awk -F, 'NR > 1 { gsub(/"/, "", $1); gsub(/ /, "_", $1); print $1, $8 }' | record puna
}

# Prints the median of each test of Puna and of the engine $1, and their ratio.
medians() {
  echo
  echo "| test | Puna | $1 | ratio |"
  echo "| --- | ---: | ---: | ---: |"
  sort -k2,2 -k1,1 -k3,3g "$samples" | awk -v other="$1" '
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
        theirs = median(other, tests[i])
        name = tests[i]
        gsub(/_/, " ", name)
        ratio = theirs ? sprintf("%.2f", ours / theirs) : "-"
        printf("| %s | %.2f | %.2f | %s |\n", name, ours, theirs, ratio)
      }
    }'
}
