// Command lines, one word a line: parsed by every command, none is run.
#include <algorithm>

#include "tests/fuzz/fuzz.hpp"
#include "verify/commands/parse.hpp"
#include "verify/commands/parsers.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ceo;
  // As run_program() does, but kept: making the parsers takes longer than parsing.
  static CLI::App program{"fuzzed"};
  static const std::vector<verify::Command> commands = verify::add_commands(program);
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < size; ++i) {
    if (data[i] == '\n') {
      words.emplace_back();
    } else {
      words.back() += static_cast<char>(data[i]);
    }
  }
  fuzz::must_answer([&] {
    for (const std::string& word : words) {
      fuzz::must_answer([&] { static_cast<void>(verify::parse_count(word, "--option")); });
      fuzz::must_answer([&] { static_cast<void>(verify::parse_duration(word, "--option")); });
      fuzz::must_answer([&] { static_cast<void>(verify::parse_list(word, "--option")); });
    }
    verify::refuse_empty_words(words);
    std::reverse(words.begin(), words.end());
    try {
      program.parse(words);
    } catch (const CLI::ParseError&) {
      // An answer.
    }
  });
  return 0;
}
