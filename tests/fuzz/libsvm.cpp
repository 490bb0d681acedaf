// LIBSVM text.
#include "datasets/readers/libsvm.hpp"

#include "tests/fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ceo;
  fuzz::must_answer([&] {
    datasets::Bytes bytes;
    bytes.file = "rows";
    bytes.data.assign(data, data + size);
    const datasets::SparseRows rows = datasets::parse_libsvm(bytes);
    fuzz::require(rows.rows() > 0 && rows.begin.size() == rows.rows() + 1, "rows are missing");
    fuzz::require(
        rows.begin.back() == rows.column.size() && rows.column.size() == rows.value.size(),
        "entries are missing");
    for (const std::uint32_t column : rows.column) {
      fuzz::require(column < rows.columns, "an entry lies outside the table");
    }
  });
  return 0;
}
