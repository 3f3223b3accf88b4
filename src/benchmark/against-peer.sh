#!/usr/bin/env bash
# Measures peftlab against PyTorch + Transformers + PEFT, alternating, on the same rows and threads.
#
#   src/benchmark/against-peer.sh PEER_PYTHON PEER_SCRIPT CHECKPOINT_DIR TRAIN_TSV [ROUNDS] [STEPS]
#
# PEER_SCRIPT takes the options of `peftlab train` and prints the same JSON line. CHECKPOINT_DIR is a
# Hugging Face folder that both read. Prints every run, then the median of the paired ratios
# (ours / theirs): below 1 is less time or memory, above 1 is more tokens a second.
set -euo pipefail
python=$1 script=$2 model=$3 train=$4 rounds=${5:-3} steps=${6:-60}
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
log=$(mktemp)
common=(--model "$model" --train "$train" --batch 32 --dropout 0.1 --threads 2 --max-length 128)

once() { # who, case, arguments
  local who=$1 name=$2 line
  shift 2
  if [ "$who" = ours ]; then
    line=$("$home/peftlab" train "${common[@]}" "$@" 2>/dev/null)
  else
    line=$("$python" "$script" "${common[@]}" "$@" 2>/dev/null)
  fi
  printf '%s\t%s\t%s\n' "$name" "$who" "$line" | tee -a "$log"
}

both() { # case, arguments
  local name=$1
  shift
  for _ in $(seq "$rounds"); do
    once ours "$name" "$@"
    once peer "$name" "$@"
  done
}

both lora --method lora --steps "$steps"
both full --method full --steps "$steps"
both lora-grouped --method lora --steps 100 --group-by-length
both full-grouped --method full --steps 100 --group-by-length

"$python" - "$log" <<'PY'
import json, statistics, sys
runs = {}
for line in open(sys.argv[1]):
    case, who, text = line.rstrip("\n").split("\t")
    runs.setdefault(case, {"ours": [], "peer": []})[who].append(json.loads(text))
print(f"\n{'case':14} {'step':>6} {'tokens/s':>9} {'peak memory':>12}   (ours / theirs, median of pairs)")
for case, r in runs.items():
    ratio = lambda key: statistics.median(a[key] / b[key] for a, b in zip(r["ours"], r["peer"]))
    print(f"{case:14} {ratio('step_ms_median'):6.2f} {ratio('tokens_per_s'):9.2f} {ratio('peak_rss_mb'):12.2f}")
PY
