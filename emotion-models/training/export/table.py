#!/usr/bin/env python3
"""Prints the table of docs/models.md from the kept evaluations.

    python table.py [RESULTS] [MODELS]

RESULTS is `emotion-models/training/results`, MODELS the folder of the bundled models, unless given.
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
ORDER = ["ferplus", "fer2013-cnn1", "fer2013-cnn2", "fer2013-cnn3", "fer2013-cnn4", "fer2013-vgg16", "fer2013-vgg19"]


def cell(e):
    return (f"{e['accuracy']:.3f} ({e['accuracyLow']:.3f} – {e['accuracyHigh']:.3f}) · {e['macroF1']:.3f} · "
            f"{e['weightedF1']:.3f}")


def main():
    results = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else HERE / "../results")
    models = pathlib.Path(
        sys.argv[2] if len(sys.argv) > 2 else HERE / "../../src/main/resources/org/emotion4j/models")
    print("| model | labels | parameters | multiply-adds | form | size | own labels | own labels, unseen alone | FER+ "
          "| FER+, unseen alone | ECE |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name in ORDER:
        if not (results / name).is_dir():
            continue
        model = json.loads((models / name / "model.json").read_text())
        provenance = model["provenance"]
        first = [f"`{name}`", str(len(model["labels"])), f"{int(provenance['parameters']):,}",
                 f"{int(provenance['multiplyAdds']) / 1e6:.0f} M"]
        taught = "ferplus" if "contempt" in model["labels"] else "fer2013"
        for form in ("int8", "fp32"):
            own, votes = (json.loads((results / name / f"{data}-{form}.json").read_text())
                          for data in ("fer2013", "ferplus"))
            size = next((f"{f['size'] / 1e6:.2f} MB" for f in model["files"] if f["precision"] == form), "–")
            ece = (votes if taught == "ferplus" else own)["ece"]
            print("| " + " | ".join([*first, form, size, cell(own), cell(own["withoutShared"]), cell(votes),
                                     cell(votes["withoutShared"]), f"{ece:.3f}"]) + " |")
            first = ["", "", "", ""]


if __name__ == "__main__":
    main()
