// How far a run is: a bar on a terminal, plain lines elsewhere.
#pragma once

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "host/run/execute.hpp"

namespace ceo::verify {

/// A moment of a run. Work counts drawn normals, so that cells of many workers weigh more.
struct ProgressState {
  std::size_t cell = 0;   ///< index of the cell that runs
  std::size_t cells = 1;  ///< their number
  std::string name;       ///< id of the cell
  double done = 0;        ///< work done, 0 <= done <= total
  double total = 1;
  double before = 0;                 ///< work that was done before this process began
  double seconds = 0;                ///< since the start
  double samples_per_second = 0;     ///< of this process; 0 while it is not known
  std::size_t claims = 0;            ///< that read cells
  std::size_t claims_sampled = 0;    ///< of these, with all their cells done
  std::string claims_here{};         ///< those that read the cell: "thm2.rates and 2 more"
  std::size_t host_checks = 0;       ///< their number, once they have begun
  std::size_t host_checks_done = 0;  ///< of these
};

/// "42 %, 170 M samples/s, 1 min 3 s left, cell 3 of 14 (k8-equal), claims sampled 2 of 9, now
/// thm2.rates"; speed and time left, which is that to the resolution of the plan, once they can be
/// told.
[[nodiscard]] std::string progress_text(const ProgressState& state);
/// The text cut to so many characters; the last three of a cut one are dots.
[[nodiscard]] std::string fitted(const std::string& text, std::size_t width);
/// "[#####---------------]": done/total of 20 marks.
[[nodiscard]] std::string progress_bar(double done, double total);

/// Strips of each cell that a process has to see done, and those that are done already. Empty: all
/// strips of the plan, none of them done.
struct Workload {
  std::vector<std::uint64_t> wanted, done;
};

enum class ProgressStyle { silent, lines, bar };
/// silent if quiet; else bar if stderr is a terminal that can move its cursor, else lines.
[[nodiscard]] ProgressStyle progress_style(bool quiet);

/// True if the stream is a terminal and neither NO_COLOR nor TERM=dumb asks for plain text.
[[nodiscard]] bool colour_wanted(int file_descriptor);

/// Watches `progress` from a thread of its own until it is destroyed: writes to stderr (a bar ten
/// times a second, or a line every ten seconds) and passes INT and TERM on as progress.strips.stop.
class ProgressReporter {
 public:
  ProgressReporter(const run::Plan& plan, run::ExecuteProgress& progress, ProgressStyle style,
                   const Workload& load = {});
  ~ProgressReporter();
  ProgressReporter(const ProgressReporter&) = delete;
  ProgressReporter& operator=(const ProgressReporter&) = delete;

 private:
  void watch();
  void note_claims(const run::Plan& plan);
  [[nodiscard]] ProgressState state() const;
  void draw_bar();
  void clear_bar();

  run::ExecuteProgress& progress_;
  ProgressStyle style_;
  bool colour_;
  std::vector<std::string> names_;       // [cells]
  std::vector<double> work_;             // [cells] work of a strip
  std::vector<double> samples_;          // [cells + 1] samples of this process in all earlier cells
  std::vector<std::string> readers_;     // [cells] the claims that read a cell
  std::vector<std::size_t> last_cells_;  // of each claim that reads cells
  std::vector<double> before_;           // [cells + 1] work of this process in all earlier cells
  double done_before_ = 0;               // work of others
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::size_t drawn_ = 0;  // characters of the bar on the screen
  std::atomic<bool> finished_{false};
  std::thread thread_;
};

}  // namespace ceo::verify
