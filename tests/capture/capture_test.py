"""The program ceo-capture on a small made data set in MNIST's format: equal bytes for any number of
threads and after stops and kills, and its errors."""

import gzip
import json
import os
import pathlib
import signal
import struct
import subprocess
import time

import h5py
import numpy
import pytest

PROGRAM = os.environ["CEO_CAPTURE"]
VERIFY = os.environ["CEO_VERIFY"]

SMALL = (
    "--hidden 6 --workers 4 --batch 16 --iterations 12 --every 3 --coordinates 8 --redraws 40 "
    "--redraw-coordinates 4 --initialisations 24 --initial-iterations 4 --initial-examples 64 "
    "--initial-coordinates 4 --deltas 0,1,32 --noise-seeds 2 --noise-iterations 12 --noise-every 4"
).split()


def put_data(folder):
    """300 and 80 images of 7 x 7 whose label shows in their pixels."""
    random = numpy.random.Generator(numpy.random.PCG64(11))
    folder.mkdir(exist_ok=True)
    for stem, count in (("train", 300), ("t10k", 80)):
        labels = random.integers(0, 10, count, dtype=numpy.uint8)
        images = random.integers(0, 100, (count, 7, 7), dtype=numpy.uint8)
        images[numpy.arange(count), labels // 5, labels % 5] = 255
        images[:, 6, 6] = 0  # a pixel that is never set
        head = struct.pack(">4I", 2051, *images.shape)
        (folder / f"{stem}-images-idx3-ubyte.gz").write_bytes(gzip.compress(head + images.tobytes()))
        head = struct.pack(">2I", 2049, count)
        (folder / f"{stem}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(head + labels.tobytes()))
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return put_data(tmp_path_factory.mktemp("data") / "mnist")


def command(data, output, *more, model="mlp"):
    """The small settings, but for those that `more` gives."""
    more = [str(word) for word in more]
    pairs = [pair for pair in zip(SMALL[::2], SMALL[1::2]) if pair[0] not in more]
    return [PROGRAM, model, "--data", str(data), "-o", str(output), *(word for pair in pairs for word in pair), *more]


def record(data, output, *more, model="mlp", code=0):
    done = subprocess.run(command(data, output, *more, model=model), capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done


@pytest.fixture(scope="module")
def whole(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "whole.h5"
    record(data, path, "--threads", 1)
    return path


def test_threads_leave_no_mark(data, whole, tmp_path):
    record(data, tmp_path / "two.h5", "--threads", 2, "--checkpoint", 0)
    assert (tmp_path / "two.h5").read_bytes() == whole.read_bytes()


def test_the_trace_is_sound(whole, tmp_path):
    done = subprocess.run([VERIFY, "info", str(whole), "--json"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert list(facts["kinds"]) == ["training", "dense", "redraws", "initialisations", "noise"]
    assert facts["provenance"]["generator"] == "philox4x32-10"
    assert facts["kinds"]["initialisations"]["examples"] == 64


def test_every_number_has_units_name_and_scales(whole):
    problems = []

    def look(name, item):
        if not isinstance(item, h5py.Dataset):
            return
        if not item.attrs.get("units") or not item.attrs.get("long_name"):
            problems.append(name)
        if not h5py.h5ds.is_scale(item.id) and any(len(dimension) == 0 for dimension in item.dims):
            problems.append(name + ": scales")

    with h5py.File(whole, "r") as file:
        file.visititems(look)
        assert file["training/x"].dtype == numpy.float32
    assert problems == []


# The last layer's bias gradient is the mean of p - [label], so it sums to 0 over the classes for
# every batch: a relation that the hand-written gradients must keep. A class sums at most 300 values,
# 0.2 on average, in float32, so it errs by at most 300 * 0.2 roundings; ten classes and the rounding of
# p itself stay below a thousand.
def test_output_biases_sum_to_zero(whole):
    with h5py.File(whole, "r") as file:
        for name in ("x", "y"):
            biases = file["dense"][name][..., -10:].astype("f8")
            assert numpy.all(numpy.abs(biases.sum(axis=-1)) < 1000 * 2.0**-24)


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_resume_gives_the_same_bytes(data, whole, tmp_path, stop):
    path = tmp_path / "part.h5"
    process = subprocess.Popen(
        command(data, path, "--checkpoint", 0, "--quiet"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while not path.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.001)
    process.send_signal(stop)
    _, text = process.communicate(timeout=60)
    with h5py.File(path, "r") as file:
        unfinished = file.attrs["complete"] == 0
    if not unfinished:
        pytest.skip("the capture was done before it could be stopped")
    if stop != signal.SIGKILL:
        assert process.returncode == 128 + stop
        assert "--resume" in text
    info = subprocess.run([VERIFY, "info", str(path)], capture_output=True, text=True, check=False)
    assert info.returncode == 4 and "incomplete" in info.stderr
    record(data, path, "--resume", "--threads", 2)
    assert path.read_bytes() == whole.read_bytes()
    done = record(data, path, "--resume", code=4)
    assert "nothing to resume" in done.stderr


def test_resume_with_other_settings_is_refused(data, tmp_path):
    path = tmp_path / "part.h5"
    process = subprocess.Popen(command(data, path, "--checkpoint", 0, "--quiet"), stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.001)
    process.kill()
    process.wait()
    with h5py.File(path, "r") as file:
        if file.attrs["complete"] == 1:
            pytest.skip("the capture was done before it could be stopped")
    before = path.read_bytes()
    assert "other settings" in record(data, path, "--resume", "--seed", 2, code=2).stderr
    assert path.read_bytes() == before


def test_softmax_and_its_learning(data, tmp_path):
    record(data, tmp_path / "softmax.h5", "--learning-rate", 0.5, "--noise-seeds", 0, model="softmax")
    with h5py.File(tmp_path / "softmax.h5", "r") as file:
        loss = file["training/loss"][...]
        assert loss[-1] < 0.8 * loss[0]
        assert list(file["model/layer"].asstr()) == ["output"]
        assert "noise" not in file
        # The pixel that is never set has no gradient and is never chosen.
        assert numpy.all(file["dense/x"][:, 480:490] == 0)
        chosen = file["training/coordinate"][...]
        assert not numpy.any((chosen >= 480) & (chosen < 490))


TORCH = "none" not in subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True).stdout
need_torch = pytest.mark.skipif(not TORCH, reason="this build has no LibTorch")
RESIDUAL = ("--coordinates 40 --dense 2 --dense-parameters 9 --redraws 6 --redraw-coordinates 20 --initialisations 4 "
            "--initial-iterations 2 --noise-seeds 0 --iterations 6 --every 2").split()


@pytest.fixture(scope="module")
def residual(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("residual") / "whole.h5"
    record(data, path, *RESIDUAL, "--dataset", "mnist", "--threads", 1, model="resnet20")
    return path


@need_torch
def test_a_residual_network_learns_and_is_described(residual):
    with h5py.File(residual, "r") as file:
        assert len(file["model/layer"]) == 20 and file["model/parameters"][...].sum() == 269434
        assert file["training/loss"][-1] < file["training/loss"][0]
        assert len(file["dense/parameter"]) == 20 * 9
        about = dict(file["provenance"].attrs)
        assert "LibTorch" in about["library"] and "no running statistics" in about["batch_norm"]
        assert numpy.all(file["training/coordinate_layer"][...] == numpy.arange(40) % 20)
    done = subprocess.run([VERIFY, "info", str(residual)], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "and 14 layers more" in done.stdout


@need_torch
def test_threads_and_stops_leave_no_mark_on_a_residual_network(data, residual, tmp_path):
    path = tmp_path / "part.h5"
    words = [*RESIDUAL, "--dataset", "mnist", "--checkpoint", 0, "--threads", 2]
    process = subprocess.Popen(command(data, path, *words, "--quiet", model="resnet20"), stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not path.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.001)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 128 + signal.SIGTERM
    record(data, path, *words, "--resume", model="resnet20")
    assert path.read_bytes() == residual.read_bytes()


@need_torch
def test_torch_and_eigen_train_alike(data, whole, tmp_path):
    record(data, tmp_path / "torch.h5", "--library", "torch")
    with h5py.File(whole, "r") as one, h5py.File(tmp_path / "torch.h5", "r") as two:
        assert numpy.array_equal(one["training/coordinate"][...], two["training/coordinate"][...])
        # Before the first step both have the same weights; a sum of 300 losses or fewer in float32.
        for name in ("loss", "x", "y"):
            a, b = one["training"][name][0], two["training"][name][0]
            assert numpy.all(numpy.abs(a - b) <= 2 * 300 * 2.0**-24 * 4), name


@pytest.mark.skipif(TORCH, reason="this build has LibTorch")
def test_without_torch_residual_networks_are_refused(data, tmp_path):
    assert "no LibTorch" in record(data, tmp_path / "x.h5", "--dataset", "mnist", model="resnet20", code=2).stderr


def put_records(path, count):
    """Records of CIFAR-10's layout."""
    random = numpy.random.Generator(numpy.random.PCG64(12))
    records = random.integers(0, 256, (count, 3073), dtype=numpy.uint8)
    records[:, 0] %= 10
    path.write_bytes(records.tobytes())
    return path


def test_one_file_is_cut_into_both_parts(tmp_path):
    path = put_records(tmp_path / "some.bin", 90)
    words = ["--dataset", "svhn", "--initialisations", 0, "--noise-seeds", 0, "--redraws", 0]
    assert "--test-data" in record(path, tmp_path / "x.h5", *words, code=2).stderr
    done = record(path, tmp_path / "x.h5", *words, "--examples", 70, "--test-examples", 21, code=2)
    assert "Give 1 to 20" in done.stderr
    record(path, tmp_path / "x.h5", *words, "--examples", 70, "--test-examples", 20)
    with h5py.File(tmp_path / "x.h5", "r") as file:
        about = file["provenance"].attrs["dataset"]
        assert about == "SVHN some, examples 1 to 70 of 90; SVHN some, examples 71 to 90 of 90"
        assert file["training"].attrs["examples"] == 70


def test_seeds_differ(data, whole, tmp_path):
    record(data, tmp_path / "other.h5", "--seed", 2, "--initialisations", 0, "--noise-seeds", 0)
    with h5py.File(whole, "r") as one, h5py.File(tmp_path / "other.h5", "r") as two:
        assert not numpy.array_equal(one["training/loss"][...], two["training/loss"][...])


def test_divergence_is_an_error(data, tmp_path):
    done = record(data, tmp_path / "x.h5", "--learning-rate", 1e30, code=1)
    assert "not finite" in done.stderr and "--learning-rate" in done.stderr


@pytest.mark.parametrize(
    "more, word",
    [
        (["--workers", 1], "Give 2 to 1024"),
        (["--deltas", "1,64"], "--deltas"),
        (["--initial-examples", 301], "Give 1 to 300"),
        (["--coordinates", 5000], "--coordinates"),
        (["--momentum", 1], "--momentum"),
        (["--nonsense"], "--help"),
        (["--library", "abacus"], "--library"),
        (["--device", "cuda"], "--device"),
    ],
)
def test_usage_errors(data, tmp_path, more, word):
    done = record(data, tmp_path / "x.h5", *more, code=2)
    assert word in done.stderr and not (tmp_path / "x.h5").exists()


def test_absent_and_broken_data(data, tmp_path):
    done = record(tmp_path / "nowhere", tmp_path / "x.h5", code=4)
    assert "no such folder" in done.stderr and "fetch-datasets" in done.stderr
    broken = put_data(tmp_path / "broken")
    name = broken / "t10k-images-idx3-ubyte.gz"
    name.write_bytes(name.read_bytes()[:-9])
    assert "t10k-images-idx3-ubyte.gz: offset" in record(broken, tmp_path / "x.h5", code=4).stderr


def test_existing_files_are_kept(data, tmp_path):
    (tmp_path / "x.h5").write_text("mine")
    assert "--force" in record(data, tmp_path / "x.h5", code=4).stderr
    assert (tmp_path / "x.h5").read_text() == "mine"
    assert "HDF5" in record(data, tmp_path / "x.h5", "--resume", code=4).stderr


def test_json_and_progress(data, tmp_path):
    done = record(data, tmp_path / "x.h5", "--json", "--initialisations", 0)
    assert json.loads(done.stdout)["file"].endswith("x.h5")
    assert "%" in done.stderr
    done = record(data, tmp_path / "y.h5", "--quiet", "--initialisations", 0)
    assert done.stderr == ""


def test_help_has_examples():
    done = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "Examples:" in done.stdout and "--resume" in done.stdout


def test_no_folder_of_a_machine_in_the_trace(data, whole):
    text = whole.read_bytes()
    assert str(data).encode() not in text and str(pathlib.Path.home()).encode() not in text
