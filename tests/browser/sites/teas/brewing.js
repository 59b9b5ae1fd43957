export const minutes = 3;
