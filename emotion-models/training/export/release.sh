#!/bin/bash
# Makes a model folder of a finished training run, with its figures and its card:
#
#   emotion-models/training/export/release.sh NAME RUN FER2013 FERPLUS OUT
#
# NAME is a model of this folder (NAME.json), RUN the trainer's folder, FER2013 and FERPLUS the data sets' files; OUT
# gets NAME/, NAME-fp32/ and evaluations/NAME/; the figures are copied to ../results. PrivateTest is read here, so run
# it once a model, when it is final. PYTHON names the interpreter that has what export.py needs, python3 unless set.
set -euo pipefail
name=$1 run=$(realpath "$2") fer2013=$(realpath "$3") ferplus=$(realpath "$4")
mkdir -p "$5" && out=$(realpath "$5")
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
python=${PYTHON:-python3}
java() { # command, arguments
  mvn -q -B -ntp -pl emotion-models/training -am -DskipTests compile "exec:java@$1" \
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn" "-Dexec.args=${*:2}"
}
export_model() { "$python" -W ignore "$here/export.py" --run "$run" --about "$here/$name.json" "$@"; }

model=$out/$name twin=$out/$name-fp32 figures=$out/evaluations/$name
mkdir -p "$figures"
[ -f "$run/calibration.safetensors" ] ||
  java export-calibration --fer2013 "$fer2013" --ferplus "$ferplus" --out "$run"
for kind in "" --fp32-twin; do
  export_model $kind --calibration "$run/calibration.safetensors" --out "$([ -z "$kind" ] && echo "$model" || echo "$twin")"
done

# A model is calibrated on the labels that it was taught.
taught=(--fer2013 "$fer2013")
if grep -q '"contempt"' "$run/network.json"; then taught+=(--ferplus "$ferplus"); fi
java calibrate --model "$model/" "${taught[@]}" | tee "$figures/calibration.txt"
temperature=$(sed -n 's/^temperature = //p' "$figures/calibration.txt")
export_model --temperature "$temperature" --out "$model" --describe
export_model --temperature "$temperature" --out "$twin" --describe --fp32-twin

for form in int8 fp32; do
  folder=$([ $form = int8 ] && echo "$model/" || echo "$twin/")
  for data in ferplus fer2013 agreed; do
    votes=$(case $data in ferplus) echo "--ferplus $ferplus" ;; agreed) echo "--ferplus $ferplus --agreed" ;; esac)
    java evaluate --model "$folder" --fer2013 "$fer2013" $votes --split PrivateTest --json "$figures/$data-$form.json" \
      --out "$figures/$data-$form" > "$figures/$data-$form.md"
  done
done
"$python" "$here/card.py" --about "$here/$name.json" --model "$model" --evaluations "$figures"
export_model --temperature "$temperature" --metrics "$figures/metrics" --out "$model" --describe
export_model --temperature "$temperature" --metrics "$figures/metrics" --out "$twin" --describe --fp32-twin
cp "$model/CARD.md" "$model/confusion.csv" "$twin/"
mkdir -p "$here/../results/$name" && cp "$figures"/*.json "$here/../results/$name/"
