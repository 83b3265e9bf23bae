import { Component, type ReactNode } from 'react';

type Props = { fallback: string; children: ReactNode };

/** A block the library cannot draw must not take the page with it. React knows this only as a class. */
export class BlockBoundary extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    return this.state.hasFailed ? <p>{this.props.fallback}</p> : this.props.children;
  }
}
