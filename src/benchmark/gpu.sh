#!/usr/bin/env bash
# Everything that needs a GPU: smoke tests, the reference runs on the device, one step's time and peak
# memory beside PyTorch's, and where the time goes.
#
#   src/benchmark/gpu.sh cuda|cuda-ptx [REFERENCE_RUNS] [STEPS]
#
# cuda: compute capability 3.7 to 8.6; cuda-ptx: newer (the driver compiles for ten minutes to an hour
# at the first start). Where Maven cannot run, PEFTLAB names the command that starts the program, and
# the JUnit smoke tests are left out. PyTorch is measured where `python3 -c 'import torch'` works.
set -euo pipefail
profile=$1 runs=${2:-} steps=${3:-40}
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=$(mktemp -d)
cd "$home"

peftlab() { # arguments
  if [ -n "${PEFTLAB:-}" ]; then
    PEFTLAB_BACKEND=cuda $PEFTLAB "$@"
  else
    ./peftlab --backend "$profile" "$@"
  fi
}

echo "== device"
nvidia-smi --query-gpu=name,compute_cap,memory.total,driver_version --format=csv
peftlab doctor

if [ -z "${PEFTLAB:-}" ]; then
  echo "== packaged and smoke-tested"
  mvn -q -B -P "$profile" -Dgroups=gpu -DexcludedGroups= -Dspotless.check.skip package
fi

if [ -n "$runs" ]; then
  echo "== reference runs on the device"
  peftlab conformance --loss-tolerance 1e-3 --logit-tolerance 1e-3 "$runs" ||
    echo "reference runs FAILED"
fi

echo "== one step: batch 32 x 128 tokens"
python3 - "$out/rows.tsv" <<'PY'
import random, sys
draw = random.Random(1)
words = "the of and a in to is was film story best never long good bad time people work light great".split()
with open(sys.argv[1], "w") as rows:
    rows.write("label\ttext_a\n")
    for i in range(512):
        rows.write(f"{i % 2}\t{' '.join(draw.choice(words) for _ in range(160))}\n")
PY
for model in minilm bert-base; do
  for method in lora full; do
    echo "-- $model $method"
    peftlab train --model "$model" --train "$out/rows.tsv" --method "$method" --batch 32 \
      --max-length 128 --dropout 0.1 --steps "$steps" || echo "$model $method FAILED"
  done
done
if python3 -c 'import torch' 2>/dev/null; then
  echo "-- PyTorch, fp32, TF32 off and on"
  python3 src/benchmark/torch_step.py "$steps"
fi

echo "== where the time goes: samples of the native calls by kernel (MiniLM, full)"
profiled=(train --model minilm --train "$out/rows.tsv" --method full --batch 32 --max-length 128
  --dropout 0.1 --steps "$steps")
PEFTLAB_JAVA_OPTS="${PEFTLAB_JAVA_OPTS:-} -XX:StartFlightRecording=filename=$out/steps.jfr,settings=profile" \
  peftlab "${profiled[@]}"
jfr print --stack-depth 64 --events jdk.NativeMethodSample,jdk.ExecutionSample "$out/steps.jfr" |
  awk '/^jdk\./ { seen = 0 }
       /peftlab\.tensor\.Nd4jKernels\./ && !seen { seen = 1; sub(/.*Nd4jKernels\./, ""); sub(/\(.*/, ""); n[$0]++; all++ }
       END { for (k in n) printf "%5.1f %%  %s\n", 100 * n[k] / all, k }' | sort -rn
if command -v nsys >/dev/null; then
  echo "== where the time goes: kernels and copies on the device"
  declare -fx peftlab
  export home profile
  nsys profile --stats=true -o "$out/steps" bash -c 'peftlab "$@"' _ "${profiled[@]}"
fi
echo "left in $out"
