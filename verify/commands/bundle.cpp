// `ceo-verify report FILE --bundle DIR`.
#include "verify/bundle/bundle.hpp"

#include <filesystem>

#include "host/io/file_bytes.hpp"
#include "host/io/run_file.hpp"
#include "verify/commands/commands.hpp"
#include "verify/ledger_json.hpp"

namespace ceo::verify {
namespace {

namespace fs = std::filesystem;

void require_free(const std::string& folder, bool force) {
  std::error_code problem;
  if (!fs::exists(folder, problem)) return;
  if (!fs::is_directory(folder, problem)) {
    throw Error(ExitCode::file, "a file stands where the bundle would be", folder,
                "Name a folder.");
  }
  if (!force && !fs::is_empty(folder, problem)) {
    throw Error(ExitCode::file, "the folder is not empty", folder,
                "Name a new folder, or give --force to write over the files of a bundle.");
  }
}

void write(const std::string& text, const fs::path& path) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  io::publish_bytes({bytes, text.size()}, path.string(), true);
}

}  // namespace

ExitCode bundle_command(const ReportRequest& request, const CommonOptions& common) {
  if (request.files.size() != 1) {
    throw Error(ExitCode::usage, "a bundle is of one run file", "--bundle",
                "Make one bundle for each.");
  }
  const std::string& source = request.files.front();
  const fs::path folder(request.bundle);
  require_free(request.bundle, request.force);
  const run::Record record = io::read_run(source);
  if (!record.complete) {
    throw Error(ExitCode::usage, "the run is not complete", source,
                "Finish it with ceo-verify run --resume FILE, or merge its parts.");
  }
  const Bundle bundle =
      make_bundle(record, io::read_bytes(source), fs::path(source).filename().string());
  if (!bundle.problem.empty()) {
    print_message(common, "Warning: no figures: " + bundle.problem + ".");
  }
  if (!bundle.missing_traces.empty()) {
    print_message(common,
                  "Warning: recorded gradients of the run were not found and are not in "
                  "the bundle: " +
                      bundle.missing_traces +
                      ". Name their folder by CEO_TRACES and make it again.");
  }
  io::require_publishable((folder / "SHA256SUMS").string(), true);  // makes the folder
  for (const auto& entry : bundle.files) {
    fs::create_directories((folder / entry.first).parent_path());
  }
  for (const auto& [name, bytes] : bundle.files) write(bytes, folder / name);
  write(checksums(bundle.files), folder / "SHA256SUMS");
  fs::permissions(folder / "repeat.sh",
                  fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                  fs::perm_options::add);
  const std::string text = request.bundle + ": " + std::to_string(bundle.files.size() + 1) +
                           " files; open index.html, repeat with ./repeat.sh\n";
  print_result(common.json ? json_text({{"written", request.bundle},
                                        {"files", bundle.files.size() + 1},
                                        {"content_sha256", run::content_sha256(record)}})
                           : text);
  return ExitCode::as_expected;
}

}  // namespace ceo::verify
