// Prints what a reader makes of a file, as JSON, for readers_test.py.
//
//   read_data mnist|cifar10|cifar10-test|svhn|libsvm PATH
#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "datasets/readers/cifar10.hpp"
#include "datasets/readers/libsvm.hpp"
#include "datasets/readers/mnist.hpp"
#include "datasets/readers/svhn.hpp"
#include "host/base/error.hpp"
#include "host/base/sha256.hpp"

namespace {

using ceo::datasets::Images;
using ceo::datasets::Part;

std::string hash_of(const std::vector<std::uint8_t>& bytes) {
  ceo::Sha256 hash;
  hash.update(bytes);
  return ceo::hex(hash.finish());
}

nlohmann::json described(const Images& images) {
  return {{"name", images.name},
          {"shape", {images.count, images.channels, images.height, images.width}},
          {"classes", images.classes},
          {"pixels", hash_of(images.pixels)},
          {"labels", hash_of(images.labels)},
          {"source", images.sources.at(0).sha256}};
}

nlohmann::json described(const ceo::datasets::SparseRows& rows) {
  return {{"rows", rows.rows()},         {"columns", rows.columns}, {"labels", rows.labels},
          {"begin", rows.begin},         {"column", rows.column},   {"value", rows.value},
          {"source", rows.source.sha256}};
}

nlohmann::json read(const std::string& kind, const std::string& path) {
  if (kind == "mnist") return described(ceo::datasets::read_mnist(path, Part::train));
  if (kind == "cifar10") return described(ceo::datasets::read_cifar10(path, Part::train));
  if (kind == "cifar10-test") return described(ceo::datasets::read_cifar10(path, Part::test));
  if (kind == "svhn") return described(ceo::datasets::read_svhn(path));
  return described(ceo::datasets::read_libsvm(path));
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): a broken pipe may end a test program
int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    fmt::print("{}\n", read(argv[1], argv[2]).dump());
    return 0;
  } catch (const ceo::Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return static_cast<int>(error.code());
  }
}
