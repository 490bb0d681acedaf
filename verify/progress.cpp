#include "verify/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string_view>

#include "host/base/interrupt.hpp"
#include "host/base/text.hpp"

namespace ceo::verify {
namespace {

constexpr double kSamplesPerStrip = 32;
constexpr auto kPoll = std::chrono::milliseconds(100);
constexpr double kSecondsBetweenLines = 10;
// Before this much of a run is done its speed is not known well enough to tell the time left.
constexpr double kLeastShareForEta = 0.02;
constexpr int kBarMarks = 20;
constexpr std::size_t kUsualWidth = 80;

/// Columns of the terminal behind stderr.
std::size_t terminal_width() {
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : kUsualWidth;
}

/// "thm2.rates and 2 more"
std::string names_text(const std::vector<std::string>& names) {
  if (names.empty()) return "";
  return names.front() + (names.size() > 1 ? fmt::format(" and {} more", names.size() - 1) : "");
}

}  // namespace

std::string progress_text(const ProgressState& state) {
  if (state.host_checks > 0) {
    return fmt::format("all sampled, host check {} of {}",
                       std::min(state.host_checks_done + 1, state.host_checks), state.host_checks);
  }
  const double share = state.total > 0 ? std::clamp(state.done / state.total, 0.0, 1.0) : 0;
  std::string text = fmt::format("{:.0f} %", 100 * share);
  const double here = state.done - state.before;  // the others' speed tells nothing of ours
  if (here > 0 && here >= kLeastShareForEta * (state.total - state.before)) {
    const double left = std::max(0.0, state.total - state.done);
    if (state.samples_per_second > 0) {
      text += fmt::format(", {} samples/s", human_count(state.samples_per_second));
    }
    text += fmt::format(", {} left", human_seconds(state.seconds * left / here));
  }
  text += fmt::format(", cell {} of {} ({})", state.cell + 1, state.cells, state.name);
  if (state.claims == 0) return text;
  text += fmt::format(", claims sampled {} of {}", state.claims_sampled, state.claims);
  return state.claims_here.empty() ? text : text + ", now " + state.claims_here;
}

std::string fitted(const std::string& text, std::size_t width) {
  if (text.size() <= width) return text;
  return width < 3 ? text.substr(0, width) : text.substr(0, width - 3) + "...";
}

std::string progress_bar(double done, double total) {
  const double share = total > 0 ? std::clamp(done / total, 0.0, 1.0) : 0;
  const auto marks = static_cast<std::size_t>(share * kBarMarks);
  return "[" + std::string(marks, '#') + std::string(kBarMarks - marks, '-') + "]";
}

bool colour_wanted(int file_descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  if (no_colour != nullptr && *no_colour != '\0') return false;
  const char* terminal = std::getenv("TERM");
  if (terminal == nullptr || std::string_view(terminal) == "dumb") return false;
  return ::isatty(file_descriptor) == 1;
}

ProgressStyle progress_style(bool quiet) {
  if (quiet) return ProgressStyle::silent;
  const char* terminal = std::getenv("TERM");
  const bool can_redraw = terminal != nullptr && std::string_view(terminal) != "dumb";
  return can_redraw && ::isatty(STDERR_FILENO) == 1 ? ProgressStyle::bar : ProgressStyle::lines;
}

ProgressReporter::ProgressReporter(const run::Plan& plan, run::ExecuteProgress& progress,
                                   ProgressStyle style, const Workload& load)
    : progress_(progress), style_(style), colour_(colour_wanted(STDERR_FILENO)) {
  double sum = 0, samples = 0;
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    const run::Cell& cell = plan.cells[i];
    const double work = kSamplesPerStrip * (2.0 * cell.spec.workers() + 1);
    const auto all = static_cast<double>(cell.samples) / kSamplesPerStrip;
    const double wanted = load.wanted.empty() ? all : static_cast<double>(load.wanted[i]);
    const double done = load.done.empty() ? 0 : static_cast<double>(load.done[i]);
    names_.push_back(cell.id);
    work_.push_back(work);
    before_.push_back(sum);
    samples_.push_back(samples);
    sum += (wanted - done) * work;
    samples += (wanted - done) * kSamplesPerStrip;
    done_before_ += done * work;
  }
  before_.push_back(sum);
  samples_.push_back(samples);
  note_claims(plan);
  thread_ = std::thread([this] { watch(); });
}

void ProgressReporter::note_claims(const run::Plan& plan) {
  std::vector<std::vector<std::string>> readers(plan.cells.size());
  std::map<std::string, std::size_t> last;
  const auto note = [&](const std::string& claim, std::size_t cell) {
    std::vector<std::string>& names = readers.at(cell);
    if (std::find(names.begin(), names.end(), claim) == names.end()) names.push_back(claim);
    last[claim] = std::max(last[claim], cell);
  };
  const auto note_all = [&](const auto& items) {
    for (const auto& item : items) {
      note(item.claim, item.cell);
      for (const std::size_t cell : item.layers) note(item.claim, cell);
    }
  };
  note_all(plan.findings);
  note_all(plan.controls);
  for (const std::vector<std::string>& names : readers) readers_.push_back(names_text(names));
  for (const auto& entry : last) last_cells_.push_back(entry.second);
}

ProgressReporter::~ProgressReporter() {
  finished_ = true;
  thread_.join();
  clear_bar();
}

ProgressState ProgressReporter::state() const {
  ProgressState state;
  state.cells = names_.size();
  state.cell = std::min(progress_.cell.load(), names_.empty() ? 0 : names_.size() - 1);
  state.before = done_before_;
  state.total = done_before_ + before_.back();
  if (!names_.empty()) {
    state.name = names_[state.cell];
    const auto strips = static_cast<double>(progress_.strips.strips.load());
    state.done = done_before_ + std::min(before_[state.cell] + strips * work_[state.cell],
                                         before_[state.cell + 1]);
    state.claims = last_cells_.size();
    state.claims_sampled = static_cast<std::size_t>(
        std::count_if(last_cells_.begin(), last_cells_.end(),
                      [&](std::size_t last) { return last < state.cell; }));
    state.claims_here = readers_[state.cell];
  }
  state.host_checks = progress_.host_checks;
  state.host_checks_done = progress_.host_checks_done;
  const auto elapsed = std::chrono::steady_clock::now() - start_;
  state.seconds = std::chrono::duration<double>(elapsed).count();
  if (!names_.empty() && state.seconds > 0) {
    const double here = kSamplesPerStrip * static_cast<double>(progress_.strips.strips.load());
    state.samples_per_second =
        std::min(samples_[state.cell] + here, samples_[state.cell + 1]) / state.seconds;
  }
  return state;
}

void ProgressReporter::draw_bar() {
  const ProgressState now = state();
  const std::string bar = progress_bar(now.done, now.total);
  // A line that wraps could not be drawn over.
  std::string line =
      fitted(progress_text(now),
             terminal_width() - std::min<std::size_t>(terminal_width(), kBarMarks + 4));
  line.resize(std::max(line.size(), drawn_), ' ');
  drawn_ = line.size();
  const char* on = colour_ ? "\033[32m" : "";
  const char* off = colour_ ? "\033[0m" : "";
  fmt::print(stderr, "\r{}{}{} {}", on, bar, off, line);
  std::fflush(stderr);
}

void ProgressReporter::clear_bar() {
  if (drawn_ == 0) return;
  const std::string blanks(drawn_ + kBarMarks + 3, ' ');
  fmt::print(stderr, "\r{}\r", blanks);
  std::fflush(stderr);
}

void ProgressReporter::watch() {
  double next_line = kSecondsBetweenLines;
  while (!finished_) {
    if (stop_signal() != 0) progress_.strips.stop = true;
    if (style_ == ProgressStyle::bar) draw_bar();
    if (style_ == ProgressStyle::lines && state().seconds >= next_line) {
      fmt::print(stderr, "{}\n", progress_text(state()));
      next_line += kSecondsBetweenLines;
    }
    std::this_thread::sleep_for(kPoll);
  }
}

}  // namespace ceo::verify
