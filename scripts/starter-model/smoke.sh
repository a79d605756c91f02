#!/bin/sh
# Runs the whole recipe with tiny numbers, then checks that the shipped model is what the export makes of its weights.
# Two to five minutes on two cores. README.md says what this proves. Usage: smoke.sh [FOLDER], a temporary one if left out.
set -eu

recipe=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$recipe/../.." && pwd)
export PATH="$root/node_modules/.bin:$PATH" PYTHONDONTWRITEBYTECODE=1
python=/usr/bin/python3
starter="$root/assets/models/earshot-starter"

if [ $# -gt 0 ]; then
  work=$1
  mkdir -p "$work"
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi
cd "$work"

step() { printf '\n== %s\n' "$1"; }

step '1. Text'
"$python" "$recipe/generateText.py" 300 --seed 7 --output train.txt

step '2. Speech'
"$python" "$recipe/synthesize.py" train.txt shards --worker 0 --workers 2 &
"$python" "$recipe/synthesize.py" train.txt shards --worker 1 --workers 2
wait $!

step '3. Tokenizer'
"$python" "$recipe/trainTokenizer.py" train.txt --vocabulary 500 --output tokenizer.json

step '4. Training, then some more from its checkpoint'
tiny='--width 64 --encoder-layers 2 --decoder-layers 2 --rows-seconds 30 --threads 1'
# shellcheck disable=SC2086
"$python" "$recipe/train.py" shards tokenizer.json first.pt --steps 60 $tiny
# shellcheck disable=SC2086
"$python" "$recipe/train.py" shards tokenizer.json model.pt --steps 20 --init first.pt $tiny

step '5. Export'
"$python" "$recipe/export.py" model.pt tokenizer.json model

step '6. Evaluation set'
"$python" "$recipe/makeEvaluationSet.py" clips --training-text train.txt --clips 1 --windows 1

step '7. The exported graphs in onnxruntime-node compute what PyTorch does'
"$python" "$recipe/writeParity.py" model.pt tokenizer.json clips/flite-slt-00.wav parity
node "$recipe/checkParity.ts" model parity

step '8. Earshot loads and runs the exported model (its words mean nothing yet)'
for dtype in fp32 q8; do
  node "$recipe/evaluate.ts" model clips --dtype "$dtype" --clips 1
done

step '9. The shipped model: same bytes when exported again, same tokens as PyTorch'
"$python" "$recipe/checkpointFromOnnx.py" "$starter" shipped.pt shipped.json
"$python" "$recipe/export.py" shipped.pt shipped.json shipped
for file in "$starter"/*.json "$starter"/merges.txt "$starter"/onnx/*.onnx; do
  name=${file#"$starter"/}
  [ "$name" = earshot.json ] || cmp "$file" "shipped/$name"
done
"$python" "$recipe/writeParity.py" shipped.pt shipped.json clips/flite-slt-00.wav parity-shipped
node "$recipe/checkParity.ts" shipped parity-shipped

printf '\nThe recipe works.\n'
