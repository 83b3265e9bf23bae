// Node runs TypeScript itself since version 22.18; an older one has tsx do so.
if (!process.features.typescript) await import('tsx');
