// Run files, complete ones and parts.
#include "host/io/run_file.hpp"

#include "tests/fuzz/edits.hpp"
#include "tests/support/sample_record.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ceo;
  static const fuzz::EditedFile whole(io::run_bytes(test::sample_record()));
  static const fuzz::EditedFile part(io::run_bytes(test::partial_record()));
  fuzz::Choices choices({data, size});
  const fuzz::EditedFile& file = choices.byte() % 2 == 0 ? whole : part;
  file.edit(choices);
  fuzz::must_answer([&] { static_cast<void>(io::read_run(file.path())); });
  return 0;
}
