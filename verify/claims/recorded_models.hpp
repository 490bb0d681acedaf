// The models whose recorded gradients have rows in the ledger.
#pragma once

#include <string>
#include <vector>

#include "host/run/claim.hpp"

namespace ceo::verify {

/// A model, its data and its trace.
struct RecordedModel {
  const char* row;    ///< second part of the ids of its rows: asm1.resnet20
  const char* words;  ///< "ResNet20 on SVHN"
  const char* trace;  ///< in datasets/traces
};

/// The rows asm1.recorded, asm2.recorded, fig6.statistics and fig7.recorded speak of this one.
inline constexpr RecordedModel kMlp = {"recorded", "an MLP on MNIST", "mlp-mnist"};
/// Each has four rows of its own, by the same functions. Their traces are short: they have no
/// initialisations, and few redraws.
inline constexpr RecordedModel kDeepModels[] = {
    {"resnet20", "ResNet20 on SVHN", "resnet20-svhn"},
    {"resnet50", "ResNet50 on CIFAR-10", "resnet50-cifar10"}};

/// Makes a row the one of a deep model: id, trace, and the model's name in title and statement.
inline void speak_of(run::Claim& claim, const RecordedModel& model) {
  claim.id = claim.id.substr(0, claim.id.find('.') + 1) + model.row;
  claim.trace = model.trace;
  claim.title += std::string(": ") + model.words;
  claim.statement = std::string(model.words) + ". " + claim.statement;
}

}  // namespace ceo::verify
