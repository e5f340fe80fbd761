#!/usr/bin/env python3
"""Training pictures a second: this project's trainer beside PyTorch in Python, on the same network, in one run.

    python benchmarks/peers/training_speed.py --fer2013 CSV --ferplus CSV [--network cnn3] [--threads 2] [--rounds 3]

Runs the two in turns, each with as many threads and in steps of 128 pictures, and prints the ratio of the medians. The
trainer's figure includes reading ahead and augmentation; PyTorch's is the bare loop of forward, backward, SGD with
Nesterov momentum and averaging of the weights, channels last, on random pictures. From the root of the repository,
after `mvn -q -pl emotion-models/training -am -DskipTests compile`. Skips with a message if torch is not installed.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

# As Train's own comment advises; PyTorch gets the same.
ENVIRONMENT = {
    "OMP_WAIT_POLICY": "PASSIVE",
    "GLIBC_TUNABLES": "glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=8589934592:glibc.malloc.arena_max=1:"
                      "glibc.malloc.hugetlb=1",
}
STEPS, WARM_UP, BATCH = 30, 5, 128
STAGES = {"cnn1": [[16], [32], [64]], "cnn2": [[32], [64], [128], [256]]}
DEEP = [[16, 32], [64, 64], [128, 128, 128], [256, 256]]


def python_rate(network, threads):
    import torch
    from torch import nn
    torch.set_num_threads(threads)
    layers, width = [], 1
    stages = STAGES.get(network, DEEP)
    for number, stage in enumerate(stages):
        for out in stage:
            layers += [nn.Conv2d(width, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU()]
            width = out
        layers.append(nn.AdaptiveAvgPool2d(1) if number == len(stages) - 1 else nn.MaxPool2d(2))
    net = nn.Sequential(*layers, nn.Flatten(), nn.Dropout(0.3), nn.Linear(width, 9))
    net = net.to(memory_format=torch.channels_last)
    average = [p.detach().clone() for p in net.parameters()]
    sgd = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, nesterov=True, weight_decay=5e-4)
    x = torch.randn(BATCH, 1, 48, 48).to(memory_format=torch.channels_last)
    y = torch.randn(BATCH, 9).softmax(1)
    begin = 0.0
    for step in range(STEPS + WARM_UP):
        if step == WARM_UP:
            begin = time.perf_counter()
        loss = nn.functional.cross_entropy(net(x), y)
        sgd.zero_grad()
        loss.backward()
        sgd.step()
        with torch.no_grad():
            torch._foreach_lerp_(average, list(net.parameters()), 0.001)
    return STEPS * BATCH / (time.perf_counter() - begin)


def java_rate(a):
    """The second of two epochs, as the log has it: the first warms up."""
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder, "speed.properties")
        text = pathlib.Path("emotion-models/training/configs/ferplus.properties").read_text()
        values = {"network": a.network, "target.votes": "1", "target.teacher": "0", "epochs": "2", "smallEpochs": "0"}
        lines = [line for line in text.splitlines() if line.split(" =")[0] not in values]
        config.write_text("\n".join(lines + [f"{k} = {v}" for k, v in values.items()]) + "\n")
        arguments = (f"--config {config} --fer2013 {a.fer2013} --ferplus {a.ferplus} --out {folder}/run "
                     f"--limit {STEPS * BATCH} --threads {a.threads}")
        subprocess.run(
            ["mvn", "-q", "-B", "-pl", "emotion-models/training", "-am", "-DskipTests", "compile", "exec:java@train",
             f"-Dexec.args={arguments}"],
            check=True, env={**os.environ, **ENVIRONMENT}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return float(pathlib.Path(folder, "run", "log.csv").read_text().splitlines()[2].split(",")[4])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fer2013", required=True)
    parser.add_argument("--ferplus", required=True)
    parser.add_argument("--network", default="cnn3")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--python-only", action="store_true", help=argparse.SUPPRESS)
    a = parser.parse_args()
    try:
        import torch  # noqa: F401
    except ImportError:
        print("skipped: torch is not installed")
        return
    if a.python_only:
        print(python_rate(a.network, a.threads))
        return
    java, python = [], []
    for _ in range(a.rounds):
        java.append(java_rate(a))
        out = subprocess.run([sys.executable, *sys.argv, "--python-only"], check=True, capture_output=True, text=True,
                             env={**os.environ, **ENVIRONMENT})
        python.append(float(out.stdout))
        print(f"Java {java[-1]:.0f}, PyTorch {python[-1]:.0f} pictures/s", flush=True)
    print(f"median Java / median PyTorch = {statistics.median(java) / statistics.median(python):.2f}")


if __name__ == "__main__":
    main()
