#!/usr/bin/env python3
"""Writes the tables of docs/models.md anew from the kept evaluations and benchmarks.

    python tables.py

A table stands between `<!-- NAME -->` and `<!-- end -->`. Evaluations are in ../results/MODEL, written by release.sh;
milliseconds a face come from benchmarks/results/classify.json, if it is there.
"""
import json
import pathlib
import re
import statistics

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
RESULTS = HERE.parent / "results"
MODELS = [ROOT / "emotion-models" / path / "src/main/resources/org/emotion4j/models" for path in ("", "vgg")]
ORDER = ["ferplus", "fer2013-cnn1", "fer2013-cnn2", "fer2013-cnn3", "fer2013-cnn4", "fer2013-vgg16", "fer2013-vgg19"]
DATA = {"fer2013": "own labels", "ferplus": "FER+"}


def described(name):
    return next(json.loads((m / name / "model.json").read_text()) for m in MODELS if (m / name).is_dir())


def evaluation(name, data, form="int8"):
    return json.loads((RESULTS / name / f"{data}-{form}.json").read_text())


def names():
    return [name for name in ORDER if (RESULTS / name).is_dir()]


def milliseconds():
    """Median of classify for one face, by model."""
    file = ROOT / "benchmarks/results/classify.json"
    if not file.exists():
        return {}
    medians = {}
    for run in json.loads(file.read_text())["results"]:
        model, backend = run["params"]["network"].split("@")
        if run["params"]["batch"] == "1" and backend == "pytorch":
            medians.setdefault(model, []).append(run["primaryMetric"]["scorePercentiles"]["50.0"] / 1000)
    return {model: statistics.median(values) for model, values in medians.items()}


def table(header, rows):
    return "\n".join(["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
                     + ["| " + " | ".join(row) + " |" for row in rows])


def interval(e):
    return f"{e['accuracy']:.3f} ({e['accuracyLow']:.3f} – {e['accuracyHigh']:.3f})"


def cell(e):
    return f"{interval(e)} · {e['macroF1']:.3f} · {e['weightedF1']:.3f}"


def overview():
    costs = milliseconds()
    rows = []
    for name in names():
        model = described(name)
        provenance = model["provenance"]
        first = [f"`{name}`", str(len(model["labels"])), f"{int(provenance['parameters']):,}",
                 f"{int(provenance['multiplyAdds']) / 1e6:.0f} M"]
        taught = "ferplus" if "contempt" in model["labels"] else "fer2013"
        for form in ("int8", "fp32"):
            own, votes = (evaluation(name, data, form) for data in ("fer2013", "ferplus"))
            size = next((f"{f['size'] / 1e6:.2f} MB" for f in model["files"] if f["precision"] == form), "–")
            cost = costs.get(name if form == "int8" else name + "-fp32")
            rows.append([*first, form, size, f"{cost:.2f}" if cost else "–", cell(own), cell(own["withoutShared"]),
                         cell(votes), cell(votes["withoutShared"]), f"{(votes if taught == 'ferplus' else own)['ece']:.3f}"])
            first = [""] * 4
    return table(["model", "labels", "parameters", "multiply-adds", "form", "size", "ms a face", "own labels",
                  "own labels, unseen alone", "FER+", "FER+, unseen alone", "ECE"], rows)


def share(e, truth, said):
    row = e["confusion"][truth]
    return f"{100 * row[said] / e['perClass'][truth]['support']:.0f}"


def fear():
    pairs = [("fear", "fear"), ("fear", "surprise"), ("fear", "sadness"), ("sadness", "sadness"), ("sadness", "fear"),
             ("sadness", "neutral")]
    rows = [[f"`{name}`", DATA[data], *(share(evaluation(name, data), *pair) for pair in pairs)]
            for name in names() for data in ("ferplus", "fer2013")]
    return table(["model", "data"] + [f"{t} found" if t == s else f"{t} as {s}" for t, s in pairs], rows)


def protocols():
    rows = []
    for name in names():
        own, votes, agreed = (evaluation(name, data) for data in ("fer2013", "ferplus", "agreed"))
        rows.append([f"`{name}`", *(f"{e['accuracy']:.3f} · {e['weightedF1']:.3f} · {e['macroF1']:.3f}"
                                    for e in (own, votes, agreed)), f"{agreed['selective']['0.8']:.3f}"])
    return table(["model", "own labels, all 3,589", "FER+ majority", f"both agree, {agreed['n']:,}",
                  "both agree, the surest 80 %"], rows)


def by_class():
    parts = []
    for data, words in (("fer2013", "FER2013's own labels"), ("ferplus", "FER+, majority")):
        evaluations = {name: evaluation(name, data) for name in names()}
        labels = list(next(iter(evaluations.values()))["perClass"])
        rows = []
        for name, e in evaluations.items():
            rows.append([f"`{name}`"] + [
                " · ".join(f"{e['perClass'][label][k]:.2f}" for k in ("precision", "recall", "f1"))
                if label in e["perClass"] else "–" for label in labels])
        parts.append(f"{words}: precision · recall · F1 of each label (int8).\n\n" + table(["model", *labels], rows))
    return "\n\n".join(parts)


def confusions():
    parts = []
    for name in names():
        for data, words in (("fer2013", "FER2013's own labels"), ("ferplus", "FER+, majority")):
            confusion = evaluation(name, data)["confusion"]
            rows = [[truth, *(str(count) for count in said.values())] for truth, said in confusion.items()]
            parts.append(f"`{name}`, {words}:\n\n" + table(["", *confusion], rows))
    return "\n\n".join(parts)


ABLATION = {
    "all": "from random weights", "another-seed": "the same from another seed",
    "without-cleaning": "without cleaning", "without-augmentation": "without augmentation",
    "balanced-weights": "rare classes weigh more", "pretrained": "from the weights of `ferplus`",
    "pretrained-without-cleaning": "… without cleaning",
    "pretrained-with-copies": "… without cleaning, copies kept",
    "pretrained-without-augmentation": "… without augmentation"}


def ablation():
    rows = []
    for name, words in ABLATION.items():
        every = json.loads((RESULTS / "ablation" / f"{name}.json").read_text())
        unseen = every["withoutShared"]
        rows.append([words, f"{every['accuracy']:.3f}", interval(unseen), f"{unseen['macroF1']:.3f}",
                     f"{unseen['weightedF1']:.3f}",
                     *(f"{unseen['perClass'][label]['recall']:.2f}" for label in ("disgust", "fear", "happiness"))])
    return table(["run", "accuracy", "accuracy, unseen alone", "macro F1", "weighted F1", "disgust found", "fear found",
                  "happiness found"], rows)


def main():
    page = ROOT / "docs/models.md"
    text = page.read_text()
    for make in (overview, by_class, confusions, fear, protocols, ablation):
        name = make.__name__.replace("_", "-")
        text, found = re.subn(rf"<!-- {name} -->\n.*?<!-- end -->",
                              lambda _: f"<!-- {name} -->\n{make()}\n<!-- end -->", text, flags=re.DOTALL)
        if found != 1:
            raise SystemExit(f"{page}: no place for the table '{name}'")
    page.write_text(text)


if __name__ == "__main__":
    main()
