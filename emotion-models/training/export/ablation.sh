#!/bin/bash
# Trains the network of fer2013-cnn3 for eight epochs, each time with one thing less or more: from random weights, then
# from START, the weights of ferplus. Keeps what each run reaches on PublicTest in ../results/ablation, from where
# tables.py writes docs/models.md:
#
#   emotion-models/training/export/ablation.sh FER2013 FERPLUS START OUT
#
# OUT gets a folder a run. Stopped at any moment, the same command goes on.
set -euo pipefail
fer2013=$(realpath "$1") ferplus=$(realpath "$2") start=$(realpath "$3")
mkdir -p "$4" && out=$(realpath "$4")
cd "$(dirname "$0")/../../.."
results=emotion-models/training/results/ablation
mkdir -p "$results"
java() { # command, arguments
  mvn -q -B -ntp -pl emotion-models/training -am -DskipTests compile "exec:java@$1" \
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn" "-Dexec.args=${*:2}"
}
# Writes FER2013 with the last pixel changed of each training picture that stands elsewhere too, so that none is taken for
# a copy.
keep_copies() { # file
  python3 - "$fer2013" "$1" << 'PYTHON'
import csv, gzip, sys
source = gzip.open(sys.argv[1], "rt") if sys.argv[1].endswith(".gz") else open(sys.argv[1])
rows = list(csv.DictReader(source))
seen = {row["pixels"] for row in rows if row["Usage"] != "Training"}
with open(sys.argv[2], "w", newline="") as out:
    writer = csv.DictWriter(out, ["emotion", "pixels", "Usage"])
    writer.writeheader()
    for row in rows:
        if row["Usage"] == "Training":
            last = 0
            while row["pixels"] in seen:
                row["pixels"] = row["pixels"].rsplit(" ", 1)[0] + f" {last}"
                last += 1
            seen.add(row["pixels"])
        writer.writerow(row)
PYTHON
}
run() { # name, then sed expressions that change the configuration
  local name=$1 folder=$out/$1 expressions=(-e "s/^name = .*/name = $1/")
  for change in "${@:2}"; do expressions+=(-e "$change"); done
  sed -e 's/^epochs = .*/epochs = 8/' -e 's/^smallEpochs = .*/smallEpochs = 6/' \
    -e 's/^averageDecay = .*/averageDecay = 0.998/' "${expressions[@]}" \
    emotion-models/training/configs/fer2013-cnn3.properties > "$out/$name.properties"
  java train --config "$out/$name.properties" --fer2013 "$pictures" --ferplus "$ferplus" --out "$folder" "${from[@]}"
  java export --run "$folder" --id "$name" --training-data FER2013 --out "$folder/model"
  java evaluate --model "$folder/model/" --fer2013 "$fer2013" --split PublicTest --json "$results/$name.json" > /dev/null
}
unclean=('s/^cleaning = .*/cleaning = off/')
plain=('s/^augmentation.mirror = .*/augmentation.mirror = off/' 's/^\(augmentation\.[a-z]*\) = [0-9.]*$/\1 = 0/')
pictures=$fer2013 from=()
run all
run another-seed 's/^seed = .*/seed = 1/'
run without-cleaning "${unclean[@]}"
run without-augmentation "${plain[@]}"
run balanced-weights 's/^balance.weights = .*/balance.weights = 1/'

gentle='s/^rate = .*/rate = 0.05/' from=(--from "$start")
run pretrained "$gentle"
run pretrained-without-cleaning "$gentle" "${unclean[@]}"
run pretrained-without-augmentation "$gentle" "${plain[@]}"
pictures=$out/with-copies.csv
keep_copies "$pictures"
run pretrained-with-copies "$gentle" "${unclean[@]}"
