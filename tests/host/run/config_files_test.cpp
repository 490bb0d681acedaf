// Finding plans by path and by name.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "host/base/error.hpp"
#include "tests/host/run/fake_claims.hpp"

namespace ceo::run::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// A folder of its own for each test, removed at the end.
class PlanFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::path(::testing::TempDir()) / "ceo-plans-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    fs::create_directory(folder_ / "plans");
    write("plans/first.toml", 1);
    write("plans/second.toml", 2);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& path, int seed) const {
    std::ofstream(folder_ / path) << good_plan_but("seed = 7", "seed = " + std::to_string(seed));
  }
  [[nodiscard]] Config read(const std::string& plan) const {
    return read_config(plan, {(folder_ / "absent").string(), (folder_ / "plans").string()},
                       fake_claims(), {});
  }

  fs::path folder_;
};

TEST_F(PlanFiles, ByNameAndByPath) {
  EXPECT_EQ(read("first").seed, 1U);
  const std::string path = (folder_ / "plans" / "second.toml").string();
  const Config config = read(path);
  EXPECT_EQ(config.seed, 2U);
  EXPECT_EQ(config.path, path);
  EXPECT_EQ(config.text, good_plan_but("seed = 7", "seed = 2"));
}

TEST_F(PlanFiles, MessagesNameTheFile) {
  std::ofstream(folder_ / "bad.toml") << "[plan]\nname = 3\n";
  const std::string path = (folder_ / "bad.toml").string();
  EXPECT_THAT([&] { static_cast<void>(read(path)); },
              ::testing::ThrowsMessage<Error>(HasSubstr(path + ":2:8: ")));
}

TEST_F(PlanFiles, AnAbsentPlanListsWhatThereIs) {
  try {
    static_cast<void>(read("frist"));
    FAIL() << "the plan was found";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_THAT(error.what(), HasSubstr((folder_ / "plans" / "frist.toml").string()));
    EXPECT_THAT(error.what(), HasSubstr("Did you mean \"first\"?"));
    EXPECT_THAT(error.what(), HasSubstr("Available plans: first, second."));
  }
}

TEST_F(PlanFiles, AFolderIsNoPlan) {
  try {
    static_cast<void>(read((folder_ / "plans").string()));
    FAIL() << "the folder was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::file);
    EXPECT_THAT(error.what(), HasSubstr((folder_ / "plans").string()));
  }
}

}  // namespace
}  // namespace ceo::run::testing
