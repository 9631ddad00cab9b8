export async function playObjects() {
  return true;
}
