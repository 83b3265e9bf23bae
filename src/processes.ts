/** Whether a process of this computer is there. */
export function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is one all the same.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
