#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <sstream>

#include "host/base/text.hpp"
#include "host/run/config_point.hpp"
#include "host/run/config_sections.hpp"
#include "host/run/plan_needs.hpp"
#include "host/run/toml_text.hpp"
#include "host/theory/channel.hpp"

namespace ceo::run {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t kMaxMatrixEvery = 1'000'000;

constexpr Interval kVariance{0, kInfinity, true, true, "a positive finite number"};
constexpr Interval kNoise{0, kInfinity, true, false,
                          "a positive number, or inf for a silent worker"};
constexpr Interval kRate{0, kInfinity, false, true, "a finite number of nats, 0 or more"};

/// Keeps 12 significant digits of a test channel that follows from rates or a distortion. Its last
/// bits depend on the host's exp and on the order of roundings; the plan, its hash and its stream
/// keys must not.
double twelve_digits(double value) {
  char text[32];
  const char* const end =
      std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, 11).ptr;
  double rounded = value;
  std::from_chars(text, end, rounded);
  return rounded;
}

/// Number of second-moment strips skipped by default: the matrix costs K^2, the normals only K.
std::uint32_t default_matrix_every(std::size_t workers) {
  if (workers <= 16) return 1;
  return workers <= 32 ? 4 : 16;
}

bool point_name_ok(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  if (name == kHostPoint) return false;  // findings without a cell stand there
  return !name.empty() && plain(name.front()) && std::all_of(name.begin(), name.end(), [&](char c) {
    return plain(c) || c == '-' || c == '_' || c == '.';
  });
}

/// The number of workers; nothing, and a problem, if it is not said or said in two ways.
std::optional<std::size_t> workers_of(Section& section, const RawPoint& raw) {
  std::optional<std::size_t> workers;
  std::string first;
  bool agree = true;
  const auto see = [&](std::size_t count, const char* key) {
    if (!workers) {
      workers = count;
      first = key;
    } else if (*workers != count) {
      section.value_problem(
          key, fmt::format("has {} numbers, but {} says {} workers", count, first, *workers),
          "Give one number per worker, or a single number for all.");
      agree = false;
    }
  };
  if (raw.workers) see(*raw.workers, "workers");
  if (section.has("layers")) {  // lists have a number per layer
    if (!section.has("workers")) {
      section.problem(
          "the number of workers is missing",
          "Add \"workers\": the lists of a point with layers have one number per layer.");
    }
    return workers;
  }
  if (raw.var_n && !raw.var_n->scalar) see(raw.var_n->values.size(), "var_n");
  if (raw.var_v && !raw.var_v->scalar) see(raw.var_v->values.size(), "var_v");
  if (raw.rates && !raw.rates->scalar) see(raw.rates->values.size(), "rates");
  if (workers && *workers > std::size_t{kMaxWorkers}) {
    section.value_problem(first, fmt::format("{} workers are too many", *workers),
                          fmt::format("At most {} are possible.", kMaxWorkers));
    return std::nullopt;
  }
  if (!workers && !section.has("workers")) {
    section.problem("the number of workers is missing",
                    "Add \"workers\", or give a list with one number per worker.");
  }
  return agree ? workers : std::nullopt;
}

std::vector<double> repeated(const NumberList& list, std::size_t workers) {
  return list.scalar ? std::vector<double>(workers, list.values.front()) : list.values;
}

/// A number that only layers make a list.
std::optional<NumberList> read_layered(Section& section, const char* key) {
  if (section.has("layers")) return section.numbers(key, kVariance);
  const std::optional<double> value = section.number(key, kVariance);
  if (!value) return std::nullopt;
  return NumberList{{*value}, true};
}

/// Reads the keys; true if all that must be there is there and well formed.
bool read_raw(Section& section, const std::string& name, RawPoint& raw) {
  raw.workers = section.count("workers", 1, kMaxWorkers);
  const bool layers = read_layers(section, name, raw);
  raw.var_x = read_layered(section, "var_x");
  raw.var_n = section.numbers("var_n", kVariance);
  raw.distortion = read_layered(section, "distortion");
  raw.var_v = section.numbers("var_v", kNoise);
  raw.rates = section.numbers("rates", kRate);
  raw.matrix_every = section.count("matrix_every", 0, kMaxMatrixEvery);
  raw.physical_every = section.count("physical_every", 1, kMaxMatrixEvery);
  raw.shape_every = section.count("shape_every", 1, kMaxMatrixEvery);
  raw.rng = read_point_generator(section);
  const bool recorded = read_recorded(section, raw);
  section.reject_unknown();
  for (const char* key : {"var_x", "var_n"}) {
    if (!section.has(key)) section.problem(fmt::format("the key {} is missing", key));
  }
  const int channels = section.has("distortion") + section.has("var_v") + section.has("rates");
  if (channels != 1) {
    section.problem(
        channels == 0 ? "no test channel is given" : "more than one test channel is given",
        "Give exactly one of distortion, rates (nats) and var_v.");
  }
  const bool channel = raw.distortion || raw.var_v || raw.rates;
  return layers && recorded && (!raw.layers || check_layer_lists(section, raw)) && channels == 1 &&
         channel && raw.var_x && raw.var_n && (raw.matrix_every || !section.has("matrix_every")) &&
         (raw.physical_every || !section.has("physical_every")) &&
         (raw.shape_every || !section.has("shape_every")) &&
         (raw.workers || !section.has("workers"));
}

/// Test-channel noises of the point. Throws Error(usage) where theory refuses.
std::vector<double> test_channel(const RawPoint& raw, double var_x,
                                 const std::vector<double>& var_n) {
  if (raw.var_v) {
    return theory::channel_from_noise(var_x, var_n, repeated(*raw.var_v, var_n.size())).var_v;
  }
  std::vector<double> var_v =
      raw.rates
          ? theory::channel_from_rates(var_x, var_n, repeated(*raw.rates, var_n.size())).var_v
          : theory::channel_from_distortion(var_x, var_n, raw.distortion->values.front()).var_v;
  for (double& value : var_v) value = twelve_digits(value);
  return var_v;
}

/// An error may hold several problems, a line each: all get the position.
std::vector<std::string> lines_of(const Error& error) {
  std::vector<std::string> lines;
  std::istringstream text(error.what());
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

const char* channel_key(const RawPoint& raw) {
  if (raw.distortion) return "distortion";
  return raw.rates ? "rates" : "var_v";
}

/// Declares the points that a table stands for, and their layered points.
void declare(const std::string& table_name, const std::vector<PointName>& points, Section& section,
             PointTable& table) {
  for (const PointName& point : points) {
    const auto& known = table.declared;
    if (std::find(known.begin(), known.end(), point.name) != known.end()) {
      section.problem("two points are called " + toml_string(point.name), "Rename one of them.");
    }
    table.declared.push_back(point.name);
    table.groups[table_name].push_back(point.name);
    if (point.joined.empty()) continue;
    if (point.joined != table_name) table.groups[point.joined].push_back(point.name);
    const auto [twin, fresh] = table.layered[point.joined].emplace(point.layer, point.name);
    if (!fresh) {
      section.problem(fmt::format("{} and {} are both layer {} of {}", toml_string(twin->second),
                                  toml_string(point.name), point.layer, toml_string(point.joined)),
                      "Rename one of them.");
    }
  }
}

/// The point of the table, or of one of its layers, without its name and generator; a problem, and
/// nothing, where theory or float32 refuse.
std::optional<PointConfig> complete(Section& section, const RawPoint& raw, std::size_t workers,
                                    const std::string& layer) {
  PointConfig point;
  point.var_x = raw.var_x->values.front();
  point.var_n = repeated(*raw.var_n, workers);
  point.matrix_every = raw.matrix_every ? static_cast<std::uint32_t>(*raw.matrix_every)
                                        : default_matrix_every(workers);
  if (raw.physical_every) point.physical_every = static_cast<std::uint32_t>(*raw.physical_every);
  if (raw.shape_every) point.shape_every = static_cast<std::uint32_t>(*raw.shape_every);
  point.trace = raw.trace.value_or("");
  point.trace_sha256 = raw.trace_sha256.value_or("");
  point.trace_samples = raw.trace_samples.value_or(0);
  if (point.physical_every == point.matrix_every) point.physical_every = 0;
  if (point.physical_every > 0 && point.matrix_every > 0) {
    section.value_problem(
        "physical_every",
        fmt::format("the matrix of the normals is summed in every {} sheaves, and "
                    "both matrices in the same ones",
                    point.matrix_every),
        "Set matrix_every to the same number, or to 0 to keep no matrix of the "
        "normals.");
    return std::nullopt;
  }
  try {
    point.var_v = test_channel(raw, point.var_x, point.var_n);
  } catch (const Error& error) {
    for (const std::string& line : lines_of(error)) {
      section.value_problem(channel_key(raw), layer + line);
    }
    return std::nullopt;
  }
  try {
    static_cast<void>(bind(spec_of(point)));
  } catch (const Error& error) {
    for (const std::string& line : lines_of(error)) section.problem(layer + line);
    return std::nullopt;
  }
  return point;
}

void read_point(Section& section, const std::string& name, const GeneratorChoice& choice,
                PointTable& table) {
  RawPoint raw;
  const bool well_formed = read_raw(section, name, raw);
  const auto workers = workers_of(section, raw);
  std::vector<launch::Generator> generators =
      raw.rng && !choice.forced ? std::vector{*raw.rng} : choice.generators;
  if (raw.trace) generators = {launch::Generator::philox};  // of V_k alone
  const std::vector<PointName> names = points_of(name, raw, generators);
  declare(name, names, section, table);
  if (section.has("trace")) table.recorded.push_back(name);
  if (!well_formed || !workers) return;
  std::map<int, std::optional<PointConfig>> layers;  // the generators of a layer share it
  for (const PointName& row : names) {
    const auto [found, added] = layers.try_emplace(row.layer);
    if (added) {
      const bool several = raw.layers.has_value();
      found->second = complete(section, several ? layer_of(raw, row.layer) : raw, *workers,
                               several ? fmt::format("layer {}: ", row.layer) : "");
    }
    if (!found->second) continue;
    PointConfig point = *found->second;
    point.name = row.name;
    point.rng = row.rng;
    point.layer = row.layer;
    table.bindings.emplace(row.name, bind(spec_of(point)));
    table.points.push_back(std::move(point));
  }
}

}  // namespace

PointTable read_points(Section& points, const GeneratorChoice& choice) {
  PointTable table;
  for (const std::string& name : points.keys()) {
    const toml::table* found = points.table(name);
    if (found == nullptr) {
      table.declared.push_back(name);
      continue;
    }
    Section section(*found, toml_path(points.name(), name), points.problems());
    if (!point_name_ok(name)) {
      table.declared.push_back(name);
      section.problem("this is no name for a point",
                      "Use letters, digits, '-', '_' and '.', and begin with a letter or digit.");
      continue;
    }
    read_point(section, name, choice, table);
  }
  if (table.declared.empty()) {
    points.problem("the plan has no points", "Add at least one table [points.NAME].");
  }
  check_layered(points, table);
  std::sort(table.declared.begin(), table.declared.end());
  std::sort(table.points.begin(), table.points.end(),
            [](const PointConfig& a, const PointConfig& b) { return a.name < b.name; });
  return table;
}

}  // namespace ceo::run
