// Where a run came from.
#include "verify/provenance.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <regex>

namespace ceo::verify {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Provenance, CommandHasNoAbsolutePaths) {
  const std::string here = std::filesystem::current_path().string();
  EXPECT_EQ(
      relative_command({here + "/bin/ceo-verify", "run", here + "/plans/a.toml", "-o", "x.h5"}),
      "ceo-verify run plans/a.toml -o x.h5");
  EXPECT_EQ(relative_command({"ceo-verify", "run", "--output=" + here + "/x.h5"}),
            "ceo-verify run --output=x.h5");
  // Outside the working folder only the file's own name stays.
  EXPECT_EQ(relative_command({"ceo-verify", "info", "/nowhere/special/x.h5"}),
            "ceo-verify info x.h5");
}

TEST(Provenance, CommandIsQuotedForAShell) {
  EXPECT_EQ(relative_command({"ceo-verify", "--set", "a=[1, 2]", "", "it's"}),
            "ceo-verify --set 'a=[1, 2]' '' 'it'\\''s'");
}

TEST(Provenance, TimeIsUtcInIsoForm) {
  EXPECT_TRUE(std::regex_match(utc_now(), std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)")));
}

TEST(Provenance, HasEveryKeyAndNoHostName) {
  launch::CpuOptions options;
  options.threads = 3;
  options.pack = launch::Pack::scalar;
  const auto facts = collect_provenance({"ceo-verify", "run", "quick"}, options, {});
  for (const char* key :
       {"program", "version", "commit", "dirty", "compiler", "flags", "build_type", "cuda",
        "device", "driver", "backend", "cpu", "pack", "threads", "libraries", "command"}) {
    ASSERT_TRUE(facts.contains(key)) << key;
    EXPECT_FALSE(facts.at(key).empty()) << key;
  }
  EXPECT_EQ(facts.at("threads"), "3");
  EXPECT_EQ(facts.at("pack"), "scalar");
  EXPECT_THAT(facts.at("libraries"), HasSubstr("HDF5 1."));
  for (const char* key : {"host", "hostname", "user"}) EXPECT_FALSE(facts.contains(key));
}

TEST(Provenance, VersionsAreNumbers) {
  for (const auto& [name, version] : library_versions()) {
    EXPECT_TRUE(std::regex_search(version, std::regex(R"(\d+\.\d+)"))) << name << " " << version;
  }
}

}  // namespace
}  // namespace ceo::verify
