#include "capture/data.hpp"

#include <filesystem>

#include "datasets/readers/cifar10.hpp"
#include "datasets/readers/mnist.hpp"
#include "datasets/readers/svhn.hpp"
#include "host/base/error.hpp"

namespace ceo::capture {
namespace {

using datasets::Images;
using datasets::Part;

constexpr const char* kGradientsOnly = " The trace holds gradients only.";

std::string terms_of(const std::string& dataset) {
  if (dataset == "mnist") return "MNIST: Y. LeCun, C. Cortes, C. Burges; CC BY-SA 3.0.";
  if (dataset == "cifar10") {
    return "CIFAR-10: A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009; "
           "no terms stated.";
  }
  return "SVHN: Y. Netzer et al., Reading Digits in Natural Images with Unsupervised Feature "
         "Learning, 2011; non-commercial use only.";
}

Images read_svhn_part(const std::string& path, Part part) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    const char* name = part == Part::train ? "train_32x32.mat" : "test_32x32.mat";
    return datasets::read_svhn((std::filesystem::path(path) / name).string());
  }
  if (path.ends_with(".mat")) return datasets::read_svhn(path);
  Images images = datasets::read_cifar10(path, part);
  images.name = "SVHN " + std::filesystem::path(path).stem().string();
  return images;
}

Images read_part(const std::string& dataset, const std::string& path, Part part) {
  if (dataset == "mnist") return datasets::read_mnist(path, part);
  if (dataset == "cifar10") return datasets::read_cifar10(path, part);
  return read_svhn_part(path, part);
}

/// `count` examples from `first` on; 0: all that are left.
Images cut(Images images, std::size_t first, std::size_t count, const char* option) {
  const std::size_t left = images.count - std::min(images.count, first);
  if (count > left || left == 0) {
    throw Error(ExitCode::usage,
                images.name + " has " + std::to_string(images.count) + " examples, of which " +
                    std::to_string(left) + " are left here",
                option, "Give 1 to " + std::to_string(left) + ".");
  }
  if (count == 0) count = left;
  if (count == images.count) return images;
  images.name += ", examples " + std::to_string(first + 1) + " to " +
                 std::to_string(first + count) + " of " + std::to_string(images.count);
  const auto size = static_cast<std::ptrdiff_t>(images.size());
  const auto begin = static_cast<std::ptrdiff_t>(first),
             end = begin + static_cast<std::ptrdiff_t>(count);
  images.pixels = {images.pixels.begin() + begin * size, images.pixels.begin() + end * size};
  images.labels = {images.labels.begin() + begin, images.labels.begin() + end};
  images.count = count;
  return images;
}

}  // namespace

Data read_data(const DataChoice& choice) {
  const std::string test = choice.test_path.empty() ? choice.path : choice.test_path;
  std::error_code error;
  const bool one_file = test == choice.path && std::filesystem::is_regular_file(test, error) &&
                        test.find(".tar") == std::string::npos;
  if (one_file && choice.examples == 0) {
    throw Error(ExitCode::usage, "one file is to be training and test part", "--examples",
                "Say how many of its examples are for training, or give --test-data.");
  }
  Data data{read_part(choice.dataset, choice.path, Part::train),
            read_part(choice.dataset, test, Part::test), terms_of(choice.dataset) + kGradientsOnly};
  data.test = cut(std::move(data.test), one_file ? choice.examples : 0, choice.test_examples,
                  "--test-examples");
  data.train = cut(std::move(data.train), 0, choice.examples, "--examples");
  return data;
}

std::string usual_dataset(const std::string& model) {
  if (model == "resnet20") return "svhn";
  if (model == "resnet50") return "cifar10";
  return "mnist";
}

}  // namespace ceo::capture
