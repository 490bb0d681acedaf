// Writes the synthetic record of sample_record.hpp to the path given; for tests of other readers.
#include <iostream>

#include "host/base/error.hpp"
#include "host/io/run_file.hpp"
#include "tests/support/sample_record.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: write_sample_run FILE\n";
    return static_cast<int>(ceo::ExitCode::usage);
  }
  try {
    const ceo::run::Record record = ceo::test::sample_record();
    ceo::io::write_run(record, argv[1], false);
    std::cout << ceo::run::content_sha256(record) << '\n';
    return 0;
  } catch (const ceo::Error& error) {
    std::cerr << error.what() << '\n';
    return static_cast<int>(error.code());
  }
}
