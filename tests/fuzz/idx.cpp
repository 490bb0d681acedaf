// IDX files of MNIST, plain or packed.
#include "datasets/readers/mnist.hpp"
#include "tests/fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ceo;
  static const fuzz::MemoryFile file;
  file.put({data, size});
  for (const std::size_t rank : {std::size_t{1}, std::size_t{3}}) {
    fuzz::must_answer([&] {
      const datasets::Idx idx = datasets::read_idx(file.path(), rank);
      fuzz::require(idx.shape.size() == rank && !idx.values.empty(), "an IDX file without values");
    });
  }
  return 0;
}
