#include "process-cpu.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/loop.h"

/* The scheduler's own account in nanoseconds, where the kernel keeps it; -1 where it does not. */
static double from_schedstat(long pid) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%ld/task", pid);
  DIR *tasks = opendir(path);
  if (tasks == NULL) fail("process %ld is gone", pid);
  double total = 0;
  for (struct dirent *task; (task = readdir(tasks)) != NULL;) {
    if (task->d_name[0] == '.') continue;
    char file[400];
    snprintf(file, sizeof file, "/proc/%ld/task/%s/schedstat", pid, task->d_name);
    FILE *stat = fopen(file, "r");
    unsigned long long nanoseconds = 0;
    int found = stat == NULL ? 0 : fscanf(stat, "%llu", &nanoseconds);
    if (stat != NULL) fclose(stat);
    total += (double)nanoseconds / 1e9;
    if (found != 1) {
      total = -1;
      break;
    }
  }
  closedir(tasks);
  return total;
}

/* proc(5): utime and stime are fields 14 and 15, in clock ticks; the name before them may hold anything. */
static double from_stat(long pid) {
  char path[64], line[1024];
  snprintf(path, sizeof path, "/proc/%ld/stat", pid);
  FILE *stat = fopen(path, "r");
  if (stat == NULL || fgets(line, sizeof line, stat) == NULL) fail("process %ld is gone", pid);
  fclose(stat);
  const char *rest = strrchr(line, ')');
  unsigned long user, system;
  if (rest == NULL || sscanf(rest + 1, "%*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %lu %lu", &user, &system) != 2) {
    fail("cannot read %s", path);
  }
  return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

double process_cpu(const char *pids) {
  double total = 0;
  for (const char *at = pids; *at != '\0';) {
    char *end;
    long pid = strtol(at, &end, 10);
    if (end == at) fail("--pids: not a number: %s", at);
    double seconds = from_schedstat(pid);
    total += seconds < 0 ? from_stat(pid) : seconds;
    at = *end == ',' ? end + 1 : end;
  }
  return total;
}
