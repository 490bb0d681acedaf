// The device side of a build without CUDA: there is none, and it says so.
#include <stdexcept>

#include "kernels/launch/device_cell.hpp"
#include "kernels/launch/device_channel_cell.hpp"
#include "kernels/launch/device_sgd.hpp"
#include "kernels/launch/device_shape_cell.hpp"
#include "kernels/launch/sort_floats.hpp"

namespace ceo::launch {

namespace {
constexpr const char* kNone =
    "this build has no CUDA side (no nvcc was found when it was configured)";
}

std::vector<CudaDevice> cuda_devices(std::string& why) {
  why = kNone;
  return {};
}
DeviceFindings examine_device(int /*device*/) {
  throw std::runtime_error(kNone);
}
void check_device(int /*device*/) {
  throw std::runtime_error(kNone);
}
void sort_floats_cuda(int /*device*/, float* /*values*/, std::size_t /*count*/) {
  throw std::runtime_error(kNone);
}

SgdTotals run_sgd_cuda(const models::ProjectedSgd::Params& /*params*/, const SgdScales& /*scales*/,
                       const ReplicaRange& /*range*/, int /*device*/) {
  throw std::runtime_error(kNone);
}

struct DeviceCell::Impl {};
DeviceCell::DeviceCell(int /*device*/, const models::GaussianCeo::Params& /*params*/,
                       MatrixKind /*matrix*/) {
  throw std::runtime_error(kNone);
}
DeviceCell::~DeviceCell() = default;
void DeviceCell::run(const StripJob& /*job*/) {}
// The members that follow need the object in a build with CUDA.
LaunchSums DeviceCell::take() {  // NOLINT(readability-convert-member-functions-to-static)
  return {};
}

ChannelLaunch launch_channel(int /*device*/, const models::ScalarChannel::Params& /*params*/,
                             const ChannelJob& /*job*/) {
  throw std::runtime_error(kNone);
}

struct DeviceShapeCell::Impl {};
DeviceShapeCell::DeviceShapeCell(int /*device*/, const models::GaussianCeo::Params& /*params*/) {
  throw std::runtime_error(kNone);
}
DeviceShapeCell::~DeviceShapeCell() = default;
// NOLINTNEXTLINE(readability-convert-member-functions-to-static)
ShapeLaunch DeviceShapeCell::run(const ShapeJob& /*job*/) {
  return {};
}

}  // namespace ceo::launch
