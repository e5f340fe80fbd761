#!/usr/bin/env python3
"""Writes a model's CARD.md, confusion.csv and metrics from its evaluations. Run by release.sh.

    python card.py --about ABOUT --model FOLDER --evaluations DIR

DIR has NAME.json (Evaluate's --json) and NAME.md (what it printed) of these names: ferplus-int8, ferplus-fp32,
fer2013-int8, fer2013-fp32, each on PrivateTest.
"""
import argparse
import json
import pathlib
import re
import textwrap

NAMES = {"torchscript": "TorchScript", "onnx": "ONNX"}
DATA = {"ferplus": "FER+ PrivateTest, majority", "fer2013": "FER2013 PrivateTest, own labels"}


def paragraph(text):
    return textwrap.fill(text, 120, break_long_words=False, break_on_hyphens=False)


def bullet(text):
    return textwrap.fill(text, 120, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)


def row(name, form, e):
    return (f"| {form}, {name} | {e['n']} | {e['accuracy']:.3f} ({e['accuracyLow']:.3f} – {e['accuracyHigh']:.3f}) "
            f"| {e['macroF1']:.3f} | {e['weightedF1']:.3f} | {e['ece']:.3f} |")


def table(e):
    lines = ["| label | precision | recall | F1 | pictures |", "|---|---|---|---|---|"]
    for label, v in e["perClass"].items():
        lines.append(f"| {label} | {v['precision']:.3f} | {v['recall']:.3f} | {v['f1']:.3f} | {v['support']} |")
    return "\n".join(lines)


def note(markdown, word):
    """The line of a report that begins with a word, if there is one."""
    found = re.search(rf"^- ({word}.*)$", markdown, re.MULTILINE)
    return found.group(1) if found else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--about", type=pathlib.Path, required=True)
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--evaluations", type=pathlib.Path, required=True)
    a = parser.parse_args()
    about = json.loads(a.about.read_text())
    model = json.loads((a.model / "model.json").read_text())
    card = about["card"]
    e = {p.stem: json.loads(p.read_text()) for p in a.evaluations.glob("*.json")}
    reports = {p.stem: p.read_text() for p in a.evaluations.glob("*.md")}
    main_data = "ferplus" if "contempt" in model["labels"] else "fer2013"
    other = "fer2013" if main_data == "ferplus" else "ferplus"
    keys = [f"{data}-{form}" for data in (main_data, other) for form in ("int8", "fp32") if f"{data}-{form}" in e]
    provenance = model["provenance"]
    parameters, multiply_adds = int(provenance["parameters"]), int(provenance["multiplyAdds"])
    configurations = provenance["configuration"].replace(", then ", "`, then `")
    forms = [f"`{f['path']}` ({NAMES[f['format']]}, {f['precision']}, {f['size']:,} bytes)" for f in model["files"]]
    parts = [
        f"# {model['id']} {model['version']}",
        paragraph(f"{model['title']}."),
        paragraph(f"**Network.** {card['network']} {parameters:,} parameters, {multiply_adds / 1e6:.0f} million "
                  "multiply-adds a face."),
        paragraph(f"**Files.** {', '.join(forms)}. `model.json` has hashes and golden scores."),
        paragraph(f"**Data.** {card['data']}"),
        paragraph(f"**Training.** By this project's own trainer, `{configurations}`. {card['training']} "
                  f"Temperature {model['temperature']:.3g}, fitted on PublicTest."),
        "## How well it does",
        paragraph("On PrivateTest, read once, after all choices were made. FER+ is read by its majority protocol: "
                  "pictures that most annotators could not read are left out, and so are those whose winner has no "
                  "more than half of the remaining votes; scores are restricted to the labels that model and data "
                  "share."),
        "\n".join(["| form, data | n | accuracy (95 % interval) | macro F1 | weighted F1 | ECE |",
                   "|---|---|---|---|---|---|"]
                  + [row(DATA[k.split('-')[0]], k.split('-')[1], e[k]) for k in keys]
                  + [row(DATA[k.split('-')[0]] + ", without what stands in Training too", "int8",
                         e[k]["withoutShared"])
                     for k in keys if k.endswith("int8") and "withoutShared" in e[k]]),
    ]
    notes = [note(reports["ferplus-int8"], word) for word in ("with the", "reliability")]
    parts.append("\n".join(bullet(f"FER+, int8, {text}.") for text in notes if text))
    for data in (main_data, other):
        parts += [f"By label (int8, {DATA[data]}):", table(e[f"{data}-int8"])]
    parts += [
        "`confusion.csv` has the matrix of the first row; its rows are the truth. The commands are in `docs/models.md`.",
        "## Limits", "\n".join(bullet(limit) for limit in card["limits"]), "## Licence",
        paragraph("Weights: Apache-2.0. FER2013's pictures are for research and none are included; FER+'s votes are "
                  "under the MIT licence."),
    ]
    (a.model / "CARD.md").write_text("\n\n".join(parts) + "\n")
    confusion = e[f"{main_data}-int8"]["confusion"]
    lines = ["truth," + ",".join(confusion)]
    lines += [truth + "," + ",".join(str(v) for v in counts.values()) for truth, counts in confusion.items()]
    (a.model / "confusion.csv").write_text("\n".join(lines) + "\n")
    metrics = [{
        "dataset": DATA[k.split("-")[0]], "n": e[k]["n"], "accuracy": round(e[k]["accuracy"], 4),
        "macroF1": round(e[k]["macroF1"], 4), "precision": k.split("-")[1]} for k in keys]
    (a.evaluations / "metrics").write_text(json.dumps(metrics, indent=2) + "\n")


if __name__ == "__main__":
    main()
