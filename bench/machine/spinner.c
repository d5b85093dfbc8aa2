/* Keeps a core awake without taking it from anybody: it runs only while nothing else wants to. A virtual machine's core
 * that halts takes milliseconds to come back, which would be measured as latency. Ends with its parent. */
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>

int main(void) {
  struct sched_param none = {0};
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (sched_setscheduler(0, SCHED_IDLE, &none) < 0) return 1;
  for (;;) __asm__ volatile("" ::: "memory");
}
