import '../tokens/tokens.css';
import { createRoot } from 'react-dom/client';

const host = document.getElementById('app');
if (host) createRoot(host).render(<main>贴心</main>);
