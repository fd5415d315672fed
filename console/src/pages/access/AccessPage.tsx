import { NEEDED } from '../../api/role';
import { ForRole } from '../../components/ForRole';
import { Page } from '../../components/Page';
import { KeysPanel } from './KeysPanel';
import { PeoplePanel } from './PeoplePanel';

/** Who may sign in, and which keys open the project. */
export function Component() {
  return (
    <Page title="Access" subtitle="Who may sign in, and which keys open the project.">
      <ForRole needs={NEEDED.access}>
        <PeoplePanel />
        <KeysPanel />
      </ForRole>
    </Page>
  );
}
