#include "verify/commands/machine.hpp"

#include <fmt/format.h>

#include <optional>

#include "host/base/text.hpp"
#include "verify/backend.hpp"
#include "verify/provenance.hpp"

namespace ceo::verify {
namespace {

std::optional<launch::Pack> pack_of(const std::string& name) {
  if (name.empty()) return std::nullopt;
  std::vector<std::string> names;
  for (const launch::Pack pack : launch::available_packs()) {
    if (launch::to_string(pack) == name) return pack;
    names.push_back(launch::to_string(pack));
  }
  throw Error(ExitCode::usage, "there is no pack '" + name + "' on this machine", "--pack",
              "Available: " + join(names, ", ") + ".");
}

}  // namespace

Place place_of(const mpi::Communicator& ranks) {
  if (ranks.size() == 1) return {};
  return {ranks.local_rank(), ranks.local_size(), ranks.threads()};
}

RunOptions machine_options(const MachineRequest& request, const run::Config& config,
                           const Arguments& arguments, const Place& place) {
  const bool ranks = place.threads > 0;
  const std::string wanted = request.device.empty() ? (ranks ? "all" : "0") : request.device;
  const std::vector<launch::CudaDevice> shared = devices_for(config, request.backend, wanted);
  const std::vector<launch::CudaDevice> devices = dealt(shared, place);
  RunOptions options;
  for (const launch::CudaDevice& device : devices) {
    options.execute.cuda_devices.push_back(device.index);
  }
  options.execute.cpu.threads = request.threads > 0 ? request.threads : place.threads;
  options.execute.cpu.pack = pack_of(request.pack);
  options.provenance = collect_provenance(arguments, options.execute.cpu, devices);
  options.provenance["skipped"] = skipped_devices(config, request.backend, shared);
  if (!foreign_generators(config).empty()) options.provenance["curand"] = curand_text();
  return options;
}

std::string machine_text(const RunOptions& options) {
  if (!options.execute.cuda_devices.empty()) return options.provenance.at("device");
  return fmt::format("{} threads, pack {}", options.provenance.at("threads"),
                     options.provenance.at("pack"));
}

}  // namespace ceo::verify
