#include "reports/gnuplot.hpp"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>

namespace ceo::reports {
namespace {

constexpr std::chrono::seconds kPatience{60};

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

/// What a kind of picture needs: its terminal for a size, and how a document begins and ends.
struct Terminal {
  const char* words;  ///< of width and height in pixels of 1/96 inch
  std::string_view begin, end;
  double unit;  ///< of the size
};
constexpr Terminal kSvg = {"svg size {:.0f},{:.0f} font 'sans-serif,13'", "<svg", "</svg>", 1};
constexpr Terminal kPdf = {"pdfcairo size {:.4f}in,{:.4f}in font 'sans-serif,9'", "%PDF-",
                           "%%EOF\n", 1.0 / 96};

std::string script_of(const std::vector<Plot>& plots, const Terminal& terminal) {
  std::string script = "set encoding utf8\n";
  for (const Plot& plot : plots) {
    const std::string words = fmt::format(fmt::runtime(terminal.words), plot.width * terminal.unit,
                                          plot.height * terminal.unit);
    script += fmt::format("reset\nset terminal {} noenhanced linewidth 1.2\nset output\n{}\n",
                          words, plot.script);
  }
  return script;
}

std::string all_of(std::FILE* file) {
  std::rewind(file);
  std::string text;
  std::array<char, 1U << 16U> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), file)) > 0;) {
    text.append(buffer.data(), n);
  }
  return text;
}

/// Starts gnuplot on the three files; nothing if there is none.
std::optional<pid_t> start(std::FILE* in, std::FILE* out, std::FILE* err) {
  const char* path = std::getenv("PATH");
  std::string search = "PATH=" + std::string(path == nullptr ? "/usr/bin:/bin" : path);
  std::string locale = "LC_ALL=C.UTF-8", home = "HOME=/nonexistent";
  std::string name = "gnuplot", option = "-d";  // -d: no start-up files
  std::array<char*, 3> arguments = {name.data(), option.data(), nullptr};
  std::array<char*, 4> environment = {search.data(), locale.data(), home.data(), nullptr};
  posix_spawn_file_actions_t actions{};
  if (posix_spawn_file_actions_init(&actions) != 0) return std::nullopt;
  bool ready = true;
  const std::array<std::FILE*, 3> files = {in, out, err};
  for (int i = 0; i < 3; ++i) {
    ready = posix_spawn_file_actions_adddup2(&actions, ::fileno(files[static_cast<std::size_t>(i)]),
                                             i) == 0 &&
            ready;
  }
  pid_t child = 0;
  const bool started = ready && posix_spawnp(&child, name.c_str(), &actions, nullptr,
                                             arguments.data(), environment.data()) == 0;
  posix_spawn_file_actions_destroy(&actions);
  return started ? std::optional(child) : std::nullopt;
}

/// Exit status, or nothing if the child had to be stopped.
std::optional<int> wait_for(pid_t child) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > deadline) {
      ::kill(child, SIGKILL);
      ::waitpid(child, &status, 0);
      return std::nullopt;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return status;
}

std::vector<std::string> documents(std::string_view text, const Terminal& terminal) {
  std::vector<std::string> found;
  for (std::size_t begin = 0;
       (begin = text.find(terminal.begin, begin)) != std::string_view::npos;) {
    const std::size_t end = text.find(terminal.end, begin);
    if (end == std::string_view::npos) break;
    found.emplace_back(text.substr(begin, end + terminal.end.size() - begin));
    begin = end + terminal.end.size();
  }
  return found;
}

/// The last line with words: gnuplot ends with what is wrong.
std::string last_line(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text.substr(text.find_last_of('\n') + 1);
}

Pictures draw_with(const std::vector<Plot>& plots, const Terminal& terminal) {
  if (plots.empty()) return {};
  const File in(std::tmpfile()), out(std::tmpfile()), err(std::tmpfile());
  if (!in || !out || !err) return {{}, "no temporary file could be made"};
  const std::string script = script_of(plots, terminal);
  const bool written = std::fwrite(script.data(), 1, script.size(), in.get()) == script.size();
  if (!written || std::fflush(in.get()) != 0) return {{}, "a temporary file could not be written"};
  std::rewind(in.get());
  const std::optional<pid_t> child = start(in.get(), out.get(), err.get());
  if (!child) return {{}, "gnuplot was not found"};
  const std::optional<int> status = wait_for(*child);
  if (!status) return {{}, "gnuplot took more than a minute"};
  // posix_spawn may report a missing program only as exit status 127 of the child.
  if (WIFEXITED(*status) && WEXITSTATUS(*status) == 127) return {{}, "gnuplot was not found"};
  Pictures drawn{documents(all_of(out.get()), terminal), ""};
  if (*status == 0 && drawn.pictures.size() == plots.size()) return drawn;
  return {{}, "gnuplot failed: " + last_line(all_of(err.get()))};
}

}  // namespace

Pictures run_gnuplot(const std::vector<Plot>& plots) {
  return draw_with(plots, kSvg);
}

Pictures run_gnuplot_pdf(const std::vector<Plot>& plots) {
  return draw_with(plots, kPdf);
}

}  // namespace ceo::reports
