// Writes the synthetic record of sample_record.hpp, or with `partial` the one that lacks strips, to
// the path given; for tests of other readers.
#include <iostream>
#include <string_view>

#include "host/base/error.hpp"
#include "host/io/run_file.hpp"
#include "tests/support/sample_record.hpp"

int main(int argc, char** argv) {
  const bool partial = argc == 3 && std::string_view(argv[2]) == "partial";
  if (argc != 2 && !partial) {
    std::cerr << "usage: write_sample_run FILE [partial]\n";
    return static_cast<int>(ceo::ExitCode::usage);
  }
  try {
    const ceo::run::Record record =
        partial ? ceo::test::partial_record() : ceo::test::sample_record();
    ceo::io::write_run(record, argv[1], false);
    std::cout << ceo::run::content_sha256(record) << '\n';
    return 0;
  } catch (const ceo::Error& error) {
    std::cerr << error.what() << '\n';
    return static_cast<int>(error.code());
  }
}
