// Which packs this build has and this machine runs.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ceo::launch {

/// A pack: how many strips run side by side and by which instructions. All give the same bits.
enum class Pack { scalar, portable8, portable16, avx2, avx512 };

[[nodiscard]] std::string to_string(Pack pack);
/// The pack of that name, or nothing.
[[nodiscard]] std::optional<Pack> pack_of(const std::string& name);
/// Packs that were built and that this machine can run; never empty.
[[nodiscard]] std::vector<Pack> available_packs();
/// The fastest of them.
[[nodiscard]] Pack best_pack();

}  // namespace ceo::launch
