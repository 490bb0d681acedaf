#include "verify/commands/theory/layers.hpp"

#include <map>

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "verify/commands/parse.hpp"
#include "verify/commands/theory/workers.hpp"

namespace ceo::verify {
namespace {

constexpr const char* kForm = "Write --layer 'var-x=1;var-n=1,2'.";

[[noreturn]] void refuse(const std::string& what, const std::string& option) {
  throw Error(ExitCode::usage, what, option, kForm);
}

/// The values of a text "key=value;key=value" by their keys.
std::map<std::string, std::string> fields_of(const std::string& text, const std::string& option) {
  std::map<std::string, std::string> fields;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(';', begin), text.size());
    const std::string part = text.substr(begin, end - begin);
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos) refuse("'" + part + "' is not KEY=VALUE", option);
    const std::string key = part.substr(0, equals);
    if (key != "var-x" && key != "var-n") {
      const std::string known = nearest(key, {"var-x", "var-n"});
      refuse("unknown key '" + key + "'" +
                 (known.empty() ? std::string() : "; did you mean '" + known + "'?"),
             option);
    }
    if (!fields.emplace(key, part.substr(equals + 1)).second) {
      refuse("'" + key + "' comes twice", option);
    }
    begin = end + 1;
  }
  for (const char* key : {"var-x", "var-n"}) {
    if (fields.count(key) == 0) refuse("'" + std::string(key) + "' is missing", option);
  }
  return fields;
}

}  // namespace

CLI::Option* add_layer_option(CLI::App& parser, std::vector<std::string>& layers) {
  return parser
      .add_option("--layer", layers,
                  "A layer, such as 'var-x=1;var-n=1,2', with variances of its own; repeat it for "
                  "each layer")
      ->type_name("LAYER")
      ->expected(1)
      ->take_all();
}

std::vector<theory::Layer> layers_of(const std::vector<std::string>& texts,
                                     const PointOptions& point) {
  std::vector<theory::Layer> layers;
  for (std::size_t l = 0; l < texts.size(); ++l) {
    const std::string option = "--layer " + std::to_string(l + 1);
    const auto fields = fields_of(texts[l], option);
    const std::vector<double> var_x = parse_list(fields.at("var-x"), option + " var-x");
    if (var_x.size() != 1) refuse("var-x has more than one value", option);
    layers.push_back({var_x[0], per_worker(fields.at("var-n"), option + " var-n", point.workers)});
  }
  return layers;
}

}  // namespace ceo::verify
