// Parts of a run, read as merge reads them and added; the first one is hostile.
#include "host/run/merge.hpp"

#include "host/io/run_file.hpp"
#include "tests/fuzz/edits.hpp"
#include "tests/support/sample_record.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ceo;
  static const fuzz::EditedFile hostile(io::run_bytes(test::partial_record()));
  static const fuzz::EditedFile other(io::run_bytes(test::partial_record()));
  fuzz::Choices choices({data, size}), none({});
  const bool first = choices.byte() % 2 == 0;
  hostile.edit(choices);
  other.edit(none);
  fuzz::must_answer([&] {
    run::Merger merger;
    const std::vector<std::string> paths = first ? std::vector{hostile.path(), other.path()}
                                                 : std::vector{other.path(), hostile.path()};
    io::read_parts(paths, [&](run::Record part, const std::string& name) {
      merger.add(std::move(part), name);
    });
    static_cast<void>(run::content_sha256(merger.merged()));
  });
  return 0;
}
