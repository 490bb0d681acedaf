// Tables of numbers as printed in a paper.
#include "host/io/number_table.hpp"

#include "tests/fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ceo;
  fuzz::must_answer([&] {
    static_cast<void>(
        io::parse_number_table({reinterpret_cast<const char*>(data), size}, "table.csv"));
  });
  return 0;
}
